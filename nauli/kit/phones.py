"""Phones are read at the edge, in any usual form, and kept as E.164."""

from __future__ import annotations

import re
from functools import cache

import phonenumbers
from babel.numbers import get_territory_currencies
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from nauli.kit.errors import Invalid

# People write 00 for + everywhere, also where the country itself dials 000 to call abroad.
_ABROAD = re.compile(r"^\s*00(?=[1-9])")

# What the columns take. Some countries' plans hold numbers that are shorter or longer.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class InvalidPhone(Invalid):
    """This is not a phone number that can be called."""


def is_country(code: str) -> bool:
    """Say whether it is an ISO code of two capital letters whose numbers can be read."""
    return code in phonenumbers.SUPPORTED_REGIONS


@cache
def country_that_pays_in(currency: str) -> str | None:
    """Return "ET" of "ETB": the one country whose money it is, or None where several share it."""
    countries = [
        code
        for code in phonenumbers.SUPPORTED_REGIONS
        if currency in get_territory_currencies(code)
    ]
    return countries[0] if len(countries) == 1 else None


def e164(text: str, *, country: str) -> str:
    """Read "+256 772 123456", "00256 772 123456" or, in "UG", "0772 123456" as "+256772123456"."""
    try:
        number = phonenumbers.parse(_ABROAD.sub("+", text), country)
    except phonenumbers.NumberParseException as error:
        raise _refusal(text, country) from error
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not _can_be_called(number) or number.extension or not _E164.fullmatch(written):
        raise _refusal(text, country)
    return written


def _can_be_called(number: PhoneNumber) -> bool:
    """Ask for a possible length from abroad: what is dialled in one town only is too short.

    Plans gain numbers faster than any table of them, so the table is asked for one thing alone: a
    zero behind the country code, which is kept in few countries (Ivory Coast, Congo, Benin) and
    elsewhere is left of a local form that could not be read.
    """
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return False
    return not number.italian_leading_zero or phonenumbers.is_valid_number(number)


def examples(country: str) -> list[str]:
    """Return a mobile number of the country as it is written abroad and at home, if it has any."""
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    forms = (PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL)
    return [phonenumbers.format_number(example, form) for form in forms] if example else []


def _refusal(text: str, country: str) -> InvalidPhone:
    shown = " or ".join(examples(country))
    hint = f" Give it like {shown}." if shown else ""
    return InvalidPhone(f"{text!r} is not a phone number.{hint}", field="phone")


def masked(phone: str) -> str:
    """Return "***456": enough to recognise, not enough to call."""
    return f"***{phone[-3:]}"
