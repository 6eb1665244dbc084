"""Read what a gateway told. It is a stranger: whatever is not clear is None, and never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from nauli.gateways.ask import mask
from nauli.kit.money import InvalidMoney, Money

_MOST_CHARACTERS = 200
# What our columns hold, and what no journal or page has to escape.
_NUMBER = re.compile(r"[!-~]{0,64}")


def read_money(amount: object, currency: object) -> Money | None:
    """Read "12.5", "12.50" or 25000; a fraction that came as a number is its text already."""
    if isinstance(amount, bool) or not isinstance(amount, (str, int)):
        return None
    if not isinstance(currency, str):
        return None
    try:
        return Money.parse(str(amount), currency)
    except InvalidMoney:
        return None


def read_number(number: object) -> str | None:
    """Read a gateway's own number of something: at most 64 plain characters."""
    if isinstance(number, bool) or not isinstance(number, (str, int)):
        return None
    return str(number) if _NUMBER.fullmatch(str(number)) else None


def clean(text: str, *, phones: Sequence[str] = ()) -> str:
    """Make a stranger's text storable: no control characters, no full phone number, not long."""
    for phone in phones:
        digits = phone.removeprefix("+")
        if digits:
            text = text.replace(digits, mask(digits))
    plain = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text[:1000])
    return " ".join(plain.split())[:_MOST_CHARACTERS]
