"""Whether Africa's Talking knows us and has money of ours. Nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings

from nauli.kit.findings import Finding, ok, warning, wrong
from nauli.kit.http import Answer, Limits, NoAnswer, NotSent, send, thread_session

_LIMITS = Limits(connect_seconds=2, read_seconds=5, total_seconds=6)
# "KES 1000.0000"; the letters are the account's currency.
_BALANCE = re.compile(r"([A-Z]{3}) (-?[0-9]{1,12})(?:\.[0-9]{1,6})?")


def check_sms() -> Iterator[Finding]:
    told = {
        "AFRICASTALKING_USERNAME": settings.AFRICASTALKING_USERNAME,
        "AFRICASTALKING_API_KEY": settings.AFRICASTALKING_API_KEY,
    }
    if missing := [name for name, value in told.items() if not value]:
        yield wrong(
            f"{' and '.join(missing)} not set: no SMS can be sent",
            "Set the account's user name and an API key of its own.",
        )
        return
    if settings.LIVE and settings.AFRICASTALKING_USERNAME == "sandbox":
        yield wrong(
            "the user name is that of the vendor's sandbox, which sends to no phone",
            "Set AFRICASTALKING_USERNAME to the user name of your live account.",
        )
    try:
        answer = _read_account()
    except (NotSent, NoAnswer) as error:
        yield wrong(
            f"{settings.AFRICASTALKING_BASE_URL} does not answer. {error}",
            "See AFRICASTALKING_BASE_URL, the name server and whether this machine may call out.",
        )
        return
    yield _told(answer)


def _read_account() -> Answer:
    """GET /version1/user?username=: 200 {"UserData": {"balance": "KES 1000.0000"}}.

    https://developers.africastalking.com/docs/application.
    """
    query = urlencode({"username": settings.AFRICASTALKING_USERNAME})
    return send(
        thread_session(),
        "GET",
        f"{settings.AFRICASTALKING_BASE_URL}/version1/user?{query}",
        headers={"apiKey": settings.AFRICASTALKING_API_KEY, "Accept": "application/json"},
        limits=_LIMITS,
    )


def _told(answer: Answer) -> Finding:
    if answer.status in {401, 403}:
        return wrong(
            "the API key is not accepted",
            "Make a key for this user name and set AFRICASTALKING_API_KEY; a new one takes some"
            " minutes to work.",
        )
    if answer.status != 200:
        return warning(
            f"the account was not told, the carrier answered {answer.status}: whether the key is"
            " right is not known",
            "See AFRICASTALKING_BASE_URL, and watch the first SMS.",
        )
    try:
        balance = _BALANCE.fullmatch(str(answer.json()["UserData"]["balance"]))
    except (NoAnswer, KeyError, TypeError):
        balance = None
    if balance and int(balance[2]) <= 0:
        return warning("the account has no money left", "Put money on it: every SMS costs some.")
    return ok("user name and key accepted" + (", there is money on the account" if balance else ""))
