"""Account holders: whether somebody has a wallet, and what MTN tells of them.

Source: momodeveloper.mtn.com/API-collections, operations ValidateAccountHolderStatus and
GetBasicUserinfo; magic numbers from content/html_widgets/881wm.html.
"""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox import faults
from nauli_sandbox.momo import access
from nauli_sandbox.momo.answers import Turned, bad_request, broken, momo_says, not_found, spoken
from nauli_sandbox.sandbox import SANDBOX

_TYPES = ("msisdn", "email", "party_code")
_INACTIVE = "46733123451"
# Everybody in the sandbox is the same invented person.
_PERSON = {
    "given_name": "Sand",
    "family_name": "Box",
    "birthdate": "1976-08-13",
    "locale": "sv_SE",
    "gender": "MALE",
    "status": "ACTIVE",
}


async def is_active(request: web.Request) -> web.Response:
    """GET .../accountholder/{type}/{id}/active: 200 `{"result": true}`."""
    party = await _party(request)
    return spoken({"result": party != _INACTIVE})


async def basic_user_info(request: web.Request) -> web.Response:
    """GET .../accountholder/msisdn/{id}/basicuserinfo: 200 with what is known of them."""
    await _party(request)
    return spoken(_PERSON)


async def _party(request: web.Request) -> str:
    """Return whom it is about, unless the number is one of those that make trouble."""
    book = request.app[SANDBOX].book
    access.let_in(request, book, product=request.match_info["product"])
    # MTN writes the type in small letters, its best known client in capitals; both are served.
    if request.match_info["type"].lower() not in _TYPES:
        raise bad_request(f"The type of an account holder is one of {', '.join(_TYPES)}.")
    party = request.match_info["party"]
    facts = {"party": [party]}
    if fault := await faults.before(book, "momo.accountholder", facts):
        raise broken(fault)
    if trouble := _trouble(party):
        raise trouble
    if fault := await faults.after(book, "momo.accountholder", facts):
        raise broken(fault)
    return party


def _trouble(party: str) -> Turned | None:
    if party == "46733123450":
        return not_found()
    magic = {
        "46733123452": (500, "NOT_ALLOWED"),
        "46733123453": (500, "NOT_ALLOWED_TARGET_ENVIRONMENT"),
        "46733123454": (500, "INTERNAL_PROCESSING_ERROR"),
        "46733123455": (503, "SERVICE_UNAVAILABLE"),
    }
    if party not in magic:
        return None
    status, code = magic[party]
    return momo_says(status, code, "Service failed.")
