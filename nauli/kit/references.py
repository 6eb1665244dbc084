"""References that cannot be guessed and can be read aloud: Crockford's base 32, no I, L, O, U."""

from __future__ import annotations

import secrets

# Every reference that a gateway hears of begins so.
PREFIX = "NAU-"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def payment_reference() -> str:
    """Return 130 random bits in 30 characters; a gateway may echo it, nobody can guess it."""
    return f"{PREFIX}{letters(26)}"


def refund_reference() -> str:
    """Return 130 random bits; the letter tells a person, and the wire, a refund from a payment."""
    return f"{PREFIX}R-{letters(26)}"


def order_number() -> str:
    """Return 60 random bits in three groups, as a customer reads it over the phone."""
    return "-".join(letters(4) for _ in range(3))
