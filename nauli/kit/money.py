"""Money is a whole number of minor units with its currency; nothing else is money."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nauli.kit.errors import Invalid

# ISO 4217 minor units of the currencies our gateways take.
EXPONENTS = {
    "BIF": 0,
    "CDF": 2,
    "DJF": 0,
    "ETB": 2,
    "EUR": 2,
    "GHS": 2,
    "GNF": 0,
    "KES": 2,
    "LRD": 2,
    "NGN": 2,
    "RWF": 0,
    "SZL": 2,
    "TZS": 2,
    "UGX": 0,
    "USD": 2,
    "XAF": 0,
    "XOF": 0,
    "ZAR": 2,
    "ZMW": 2,
}

# bigint's limit: what the database can hold is what money can be.
MOST_MINOR = 2**63 - 1

_DECIMAL = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,19})(?:\.(?P<part>[0-9]{1,19}))?")


class InvalidMoney(Invalid):
    """This is not an amount of money: give a plain decimal such as "12.50" and a known currency."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents, or whole shillings where there are no cents)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is not whole, what the database cannot hold and currencies we do not know."""
        if type(self.minor) is not int or abs(self.minor) > MOST_MINOR:
            raise InvalidMoney
        if self.currency not in EXPONENTS:
            raise InvalidMoney(f"{self.currency!r} is not a currency that this system knows.")

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read "12.5" as 1250 cents; a real fraction of a minor unit is refused."""
        if currency not in EXPONENTS:
            raise InvalidMoney(f"{currency!r} is not a currency that this system knows.")
        match = _DECIMAL.fullmatch(text)
        if match is None:
            raise InvalidMoney
        exponent = EXPONENTS[currency]
        part = (match["part"] or "").rstrip("0")
        if len(part) > exponent:
            raise InvalidMoney(f"{currency} has {exponent} decimals; {text} has more.")
        minor = int(match["whole"]) * 10**exponent + int(part.ljust(exponent, "0") or "0")
        return cls(-minor if match["sign"] else minor, currency)

    def __str__(self) -> str:
        """Return the decimal string with the currency's own decimals: "12.50", "25000"."""
        exponent = EXPONENTS[self.currency]
        sign, digits = "-" if self.minor < 0 else "", str(abs(self.minor)).rjust(exponent + 1, "0")
        return sign + (f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise InvalidMoney(f"{self.currency} and {other.currency} cannot be added.")

    def spoken(self) -> str:
        """Return the amount as a message says it: "UGX 25,000", "EUR 12.50"."""
        whole, dot, part = str(self).partition(".")
        return f"{self.currency} {int(whole):,}{dot}{part}"
