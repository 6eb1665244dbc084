"""Phones are read at the edge, in any usual form, and kept as E.164."""

from __future__ import annotations

import phonenumbers

from nauli.kit.errors import Invalid


class InvalidPhone(Invalid):
    """This is not a phone number that can be called."""


def e164(text: str, *, country: str) -> str:
    """Read "+256 772 123456" or, in `country` (ISO, "UG"), "0772 123456" as "+256772123456"."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone(f"{text!r} is not a phone number.", field="phone") from error
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise InvalidPhone(
            f"{text!r} is not a phone number. Give it as +256772123456 or, for {country}, as people"
            " there write it.",
            field="phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(phone: str) -> str:
    """Return "***456": enough to recognise, not enough to call."""
    return f"***{phone[-3:]}"
