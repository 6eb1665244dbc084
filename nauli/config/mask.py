"""Find phone numbers in any text, and keep of each only the last three digits.

A log line is written by many hands: ours, Django's, a library's, an error that quotes what it could
not read. So a number is looked for in every form that one is written in, whatever stands beside it.
"""

from __future__ import annotations

import re

from nauli.kit.money import EXPONENTS

# What has as many digits as a phone and is none. It is read first, and left as it is.
_KEPT = (
    r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])",  # UUID
    r"\bNAU-[0-9A-Z]{26}\b",  # a payment's reference
    r"(?<![0-9A-Z-])(?=[0-9-]*[A-Z])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}(?![0-9A-Z-])",  # an order's
    r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{32,}(?![0-9A-Za-z])",  # a digest, a request's id
    r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)?(?!\d)",
    rf"\b(?:{'|'.join(EXPONENTS)}) -?\d[\d,]*(?:\.\d+)?(?!\d)",  # an amount
    r"(?<![\d.])0\.\d+",  # a fraction of a second
)
_PLUS = r"(?:\+|%2B)"
_GAP = r"(?:[\s()+-]|%20){1,2}"
_PHONE = (
    rf"{_PLUS}?\d{{9,}}",
    # In groups: after a plus or a zero, or after what may be a country's code.
    rf"(?:{_PLUS}|(?<!\d)(?=0))\(?\d{{1,4}}(?:{_GAP}\d{{1,7}}){{1,6}}(?!\d)",
    rf"(?<!\d)[1-9]\d{{0,2}}(?:{_GAP}\d{{2,7}}){{2,5}}(?!\d)",
)
_FOUND = re.compile(f"(?P<kept>{'|'.join(_KEPT)})|{'|'.join(_PHONE)}", re.IGNORECASE)
_FEWEST_DIGITS = 9


def mask_phones(text: str) -> str:
    """Return the text with "***456" in the place of every number that may be a phone's."""
    return _FOUND.sub(_shortened, text)


def _shortened(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    digits = re.sub(r"%2[0B]|\D", "", found[0], flags=re.IGNORECASE)
    return f"***{digits[-3:]}" if len(digits) >= _FEWEST_DIGITS else found[0]
