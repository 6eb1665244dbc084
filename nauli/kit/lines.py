"""Names and titles are one line: what is written around them stays where it was written."""

from __future__ import annotations

import unicodedata

# They turn the direction of what comes after them, also beyond the name's end.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_line(text: str) -> bool:
    """Say whether it is one line that shows something, in whatever script."""
    shows = any(unicodedata.category(sign)[0] in "LNPS" for sign in text)
    return shows and not any(_breaks_out(sign) for sign in text)


def as_line(text: str) -> str:
    """Return it in one line, with a space for all that no line has."""
    return " ".join("".join(" " if _breaks_out(sign) else sign for sign in text).split())


def _breaks_out(sign: str) -> bool:
    return sign in _TURNS or unicodedata.category(sign) in {"Cc", "Zl", "Zp"}
