"""Money as it is written in a language, on pages and on paper."""

from __future__ import annotations

from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency

from nauli.kit.money import EXPONENTS, Money


def written_money(amount: Money, *, language: str) -> str:
    """Return "UGX 25,000" or, in French, "25 000 UGX": the currency by its code, as in messages."""
    locale = Locale.parse(language)
    decimals = "0" * EXPONENTS[amount.currency]
    number = "#,##0" + (f".{decimals}" if decimals else "")
    before = locale.currency_formats["standard"].pattern.lstrip().startswith("\u00a4")
    pattern = f"\u00a4\u00a4\u00a0{number}" if before else f"{number}\u00a0\u00a4\u00a4"
    return format_currency(
        Decimal(str(amount)), amount.currency, pattern, locale, currency_digits=False
    )
