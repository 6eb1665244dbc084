"""The names that Chapa gives: of a payment, a refund, and a link."""

from __future__ import annotations

import secrets
import string

_LETTERS = string.ascii_uppercase + string.digits


def new_reference() -> str:
    """Return a reference of a payment, in the form of the vendor's samples: AP and more."""
    return "AP" + _letters(10)


def new_ref_id() -> str:
    """Return the name of a refund. Its form is a guess."""
    return "RF" + _letters(12)


def new_token() -> str:
    """Return the last part of a link, of which seen ones have 21 to 45 characters."""
    return secrets.token_hex(16)


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))
