"""Read the body of a request to pay, as strictly as MTN's pages allow to conclude."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from nauli_sandbox.momo.answers import bad_request, momo_says
from nauli_sandbox.momo.headers import TARGETS

_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,15})(?:\.(?P<part>[0-9]{1,6}))?")
_MSISDN = re.compile(r"[0-9]{8,15}")  # country code, digits only
_NO_DECIMALS = {"UGX", "RWF", "XOF", "XAF", "GNF"}
_PARTY_TYPES = ("MSISDN", "EMAIL", "PARTY_CODE")
_APOSTROPHES = "'\u2018\u2019"  # the straight one and both that word processors make of it
_LONGEST_NOTE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    amount: str  # normalised as MTN echoes it: "12.50" is "12.5"
    currency: str
    external_id: str
    payer_type: str
    payer: str
    payer_message: str
    payee_note: str


def read_wanted(raw: bytes, *, target: str) -> Wanted:
    """Return what is asked for, or turn it away.

    Source: momodeveloper.mtn.com/api-documentation/common-error. A currency that the target
    does not take is a 500 with a code, as recorded; all other mistakes are a 400.
    """
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    currency = _text(body, "currency")
    if currency != TARGETS[target]:
        raise momo_says(500, "INVALID_CURRENCY", "Currency not supported.")
    payer_type, payer = _payer(body.get("payer"))
    return Wanted(
        amount=_amount(_text(body, "amount"), currency),
        currency=currency,
        external_id=_text(body, "externalId", optional=True),
        payer_type=payer_type,
        payer=payer,
        payer_message=_note(body, "payerMessage"),
        payee_note=_note(body, "payeeNote"),
    )


def _text(body: dict[str, Any], name: str, *, optional: bool = False) -> str:
    value = body.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or (not value and not optional):
        raise bad_request(f"{name} must be a string.")
    return value


def _amount(text: str, currency: str) -> str:
    match = _AMOUNT.fullmatch(text)
    whole = match["whole"].lstrip("0") if match else ""
    part = (match["part"] or "").rstrip("0") if match else ""
    if not whole and not part:
        raise bad_request("amount must be a positive decimal string.")
    if len(part) > (0 if currency in _NO_DECIMALS else 2):
        raise bad_request(f"amount has more decimals than {currency} has.")
    return (whole or "0") + (f".{part}" if part else "")


def _payer(payer: object) -> tuple[str, str]:
    if not isinstance(payer, dict) or payer.get("partyIdType") not in _PARTY_TYPES:
        raise bad_request(f"payer must be an object with a partyIdType of {_PARTY_TYPES}.")
    party = payer.get("partyId")
    if not isinstance(party, str) or not party:
        raise bad_request("payer.partyId must be a string.")
    if payer["partyIdType"] == "MSISDN" and not _MSISDN.fullmatch(party):
        raise bad_request("payer.partyId must be digits only, with the country code.")
    return payer["partyIdType"], party


def _note(body: dict[str, Any], name: str) -> str:
    note = _text(body, name, optional=True)
    if len(note) > _LONGEST_NOTE:
        raise bad_request(f"{name} is longer than {_LONGEST_NOTE} characters.")
    if any(character in _APOSTROPHES or not character.isprintable() for character in note):
        raise bad_request(f"{name} has an apostrophe or a character that cannot be shown.")
    return note
