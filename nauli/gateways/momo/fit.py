"""Make our words fit MTN's limits.

payerMessage and payeeNote: at most 160 characters, no apostrophe "or other special characters".
https://momodeveloper.mtn.com/api-documentation/common-error
"""

from __future__ import annotations

import re

from nauli.gateways.contract import Refused
from nauli.gateways.letters import plain_letters

MOST_CHARACTERS = 160

# Which special characters MTN refuses is not published; these were never reported.
_UNSAFE = re.compile(r"[^A-Za-z0-9 .,-]+")
_MSISDN = re.compile(r"\+?([1-9][0-9]{6,14})")


def fit_message(text: str, *, otherwise: str) -> str:
    """Return `text` in plain letters, cut to size; `otherwise` where nothing readable is left."""
    for candidate in (text, otherwise):
        safe = " ".join(_UNSAFE.sub(" ", plain_letters(candidate)).split())[
            :MOST_CHARACTERS
        ].rstrip()
        if any(letter.isalnum() for letter in safe):
            return safe
    return ""


def fit_payer(phone: str) -> str:
    """Return E.164 as MTN wants it, digits only. Nothing is guessed: else another person pays."""
    match = _MSISDN.fullmatch(phone)
    if match is None:
        raise Refused("The payer's number is not in international form.", code="refused")
    return match[1]
