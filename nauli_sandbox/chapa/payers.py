"""What a payer types on the hosted page, and whether the money comes.

In test mode the vendor's test numbers pay and all others fail; in live mode, which is not live
here either, whatever has the right form pays. Sources: the digests of the vendor's test pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nauli_sandbox.chapa.decide import Payer

METHODS = {"telebirr": "telebirr", "cbebirr": "CBE Birr", "mpesa": "M-Pesa", "card": "Card"}
_PHONE = re.compile(r"(?:\+?251|0)?(?P<rest>[79][0-9]{8})")
_CARD = re.compile(r"[0-9]{12,19}")
_SAFARICOM = {"700123456", "700112233", "700881111"}
_OTHERS = {"900123456", "900112233", "900881111"}
_CARDS = {  # number: its security code
    "4200000000000000": "123",
    "5400000000000000": "123",
    "370000000000000": "1234",
    "3700000000000000": "1234",
    "6200000000000000": "123",
    "3800000000000000": "123",
}
_EXPIRY = "12/34"


class Mistyped(Exception):
    """What was typed cannot be sent; the message is for the payer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    payer: Payer
    pays: bool


def read_attempt(form: Mapping[str, object], *, mode: str) -> Attempt:
    """Return who tries to pay, and whether it will work; or raise Mistyped."""
    typed = {name: str(value).strip() for name, value in form.items()}
    method = typed.get("method", "")
    if method not in METHODS:
        raise Mistyped("Choose how you want to pay.")
    if method == "card":
        return _by_card(typed, mode)
    match = _PHONE.fullmatch(typed.get("phone", "").replace(" ", ""))
    if match is None:
        raise Mistyped("Enter an Ethiopian phone number, such as 0900123456.")
    good = match["rest"] in (_SAFARICOM if method == "mpesa" else _OTHERS)
    payer = Payer(method=method, mobile=f"251{match['rest']}")
    return Attempt(payer=payer, pays=good or mode == "live")


def _by_card(typed: Mapping[str, str], mode: str) -> Attempt:
    number = typed.get("card", "").replace(" ", "")
    if not _CARD.fullmatch(number):
        raise Mistyped("Enter the number of the card.")
    code = _CARDS.get(number)
    good = code == typed.get("code") and typed.get("expiry", "").replace(" ", "") == _EXPIRY
    return Attempt(payer=Payer(method="card", mobile=None), pays=good or mode == "live")
