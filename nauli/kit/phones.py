"""Phones are read at the edge, in any usual form, and kept as E.164."""

from __future__ import annotations

import re

import phonenumbers

from nauli.kit.errors import Invalid

# What the columns take. Some countries' plans hold numbers that are shorter or longer.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class InvalidPhone(Invalid):
    """This is not a phone number that can be called."""


def e164(text: str, *, country: str) -> str:
    """Read "+256 772 123456" or, in `country` (ISO, "UG"), "0772 123456" as "+256772123456"."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone(f"{text!r} is not a phone number.", field="phone") from error
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    possible = phonenumbers.is_possible_number(number) and _E164.fullmatch(written)
    if not possible or number.extension:
        raise InvalidPhone(
            f"{text!r} is not a phone number. Give it as +256772123456 or, for {country}, as people"
            " there write it.",
            field="phone",
        )
    return written


def masked(phone: str) -> str:
    """Return "***456": enough to recognise, not enough to call."""
    return f"***{phone[-3:]}"
