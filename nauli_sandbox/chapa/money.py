"""Amounts: exact in the book, numbers in a verify, texts with two decimals in a webhook."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_PLAIN = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,20})?")
_CENT = Decimal("0.01")
_FEE = Decimal("0.035")  # of the amount, as in the vendor's sample of a verify


def rule_broken(value: object) -> str:
    """Return the validation rule that an amount breaks, or an empty text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return "numeric"
    text = str(value)
    if text.startswith("-") and _PLAIN.fullmatch(text[1:]):
        return "min.numeric"
    if not _PLAIN.fullmatch(text):
        return "numeric"
    amount = Decimal(text)
    if amount != amount.quantize(_CENT):
        return "regex"  # a guess: no source says what becomes of a third decimal
    return "" if amount else "min.numeric"


def exact(value: object) -> Decimal:
    """Return an amount that breaks no rule, with two decimals."""
    return Decimal(str(value)).quantize(_CENT)


def fee(amount: Decimal) -> Decimal:
    return (amount * _FEE).quantize(_CENT, ROUND_HALF_UP)


def number(amount: str | Decimal) -> int | float:
    """Return it as JSON's number: 100, or 3.5."""
    plain = Decimal(amount)
    return int(plain) if plain == plain.to_integral_value() else float(plain)
