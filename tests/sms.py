"""How many letters an SMS counts, and in how many parts it goes (3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

_ONE = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO = set("^{}\\[~]|€")


def septets(text: str) -> int | None:
    """Return what it counts in GSM's alphabet, or None where a letter of it is not in there."""
    letters = set(text)
    if not letters <= _ONE | _TWO:
        return None
    return sum(2 if letter in _TWO else 1 for letter in text)


def parts(text: str) -> int:
    counted = septets(text)
    whole, each = (160, 153) if counted is not None else (70, 67)
    length = len(text.encode("utf-16-be")) // 2 if counted is None else counted
    return 1 if length <= whole else -(-length // each)
