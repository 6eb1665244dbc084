"""Make our words fit MTN's limits.

payerMessage and payeeNote: at most 160 characters, no apostrophe "or other special characters".
https://momodeveloper.mtn.com/api-documentation/common-error
"""

from __future__ import annotations

import re
import unicodedata

from nauli.gateways.contract import Refused

MOST_CHARACTERS = 160

# Letters that Unicode does not take apart by itself. Apostrophes vanish: "Ama's" becomes "Amas".
_LETTERS = str.maketrans(
    {
        "'": "", "\u2019": "", "\u2018": "", "\u02bc": "", "`": "", "\u00b4": "",
        "\u2013": "-", "\u2014": "-", "&": " and ",
        "\u00df": "ss", "\u00e6": "ae", "\u00c6": "AE", "\u0153": "oe", "\u0152": "OE",
        "\u00f8": "o", "\u00d8": "O", "\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D",
        "\u025b": "e", "\u0190": "E", "\u0254": "o", "\u0186": "O", "\u014b": "n", "\u014a": "N",
        "\u0253": "b", "\u0257": "d", "\u0199": "k",
    }
)  # fmt: skip
# Which special characters MTN refuses is not published; these were never reported.
_UNSAFE = re.compile(r"[^A-Za-z0-9 .,-]+")
_MSISDN = re.compile(r"\+?([1-9][0-9]{6,14})")


def fit_message(text: str, *, otherwise: str) -> str:
    """Return `text` in plain letters, cut to size; `otherwise` where nothing readable is left."""
    for candidate in (text, otherwise):
        apart = unicodedata.normalize("NFKD", candidate.translate(_LETTERS))
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
        safe = " ".join(_UNSAFE.sub(" ", plain).split())[:MOST_CHARACTERS].rstrip()
        if any(letter.isalnum() for letter in safe):
            return safe
    return ""


def fit_payer(phone: str) -> str:
    """Return E.164 as MTN wants it, digits only. Nothing is guessed: else another person pays."""
    match = _MSISDN.fullmatch(phone)
    if match is None:
        raise Refused("The payer's number is not in international form.", code="refused")
    return match[1]
