from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nauli.kit.phones import InvalidPhone, e164, masked


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+256772123456", "UG", "+256772123456"),
        ("+256 772 123 456", "GH", "+256772123456"),
        ("0772 123456", "UG", "+256772123456"),
        ("0772-123-456", "UG", "+256772123456"),
        ("772123456", "UG", "+256772123456"),
        ("00256772123456", "ET", "+256772123456"),
        ("024 412 3456", "GH", "+233244123456"),
        ("+233244123456", "UG", "+233244123456"),
        ("0911 12 34 56", "ET", "+251911123456"),
        ("+251911123456", "UG", "+251911123456"),
        ("0788 123 456", "RW", "+250788123456"),
        ("+250788123456", "UG", "+250788123456"),
        ("+46733123450", "UG", "+46733123450"),  # MTN's sandbox speaks Swedish
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, country: str, number: str) -> None:
    assert e164(text, country=country) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        "phone",
        "12",
        "0772 1234",
        "+256",
        "+999772123456",
        "+256772123456789",
        "+256772123456 ext. 5",
        "0800PIZZA12",
        "amina@example.org",
        "1" * 300,
        "\x00",
    ],
)
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        e164(text, country="UG")
    assert refusal.value.field == "phone"


# Possible by their country's own plan, and yet not between the 7 and 15 digits that we keep.
@pytest.mark.parametrize("text", ["+431234", "+4912", "+49123456789012345"])
def test_numbers_that_the_database_does_not_take_are_refused_at_the_edge(text: str) -> None:
    with pytest.raises(InvalidPhone):
        e164(text, country="UG")


@given(st.from_regex(r"\+?[0-9 ()/-]{1,20}", fullmatch=True) | st.text(max_size=30))
def test_any_text_becomes_e164_or_is_refused(text: str) -> None:
    try:
        number = e164(text, country="UG")
    except InvalidPhone:
        return
    assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)


def test_what_was_read_is_read_again_as_the_same() -> None:
    number = e164("0772 123456", country="UG")
    assert e164(number, country="RW") == number


def test_a_masked_number_cannot_be_called() -> None:
    assert masked("+256772123456") == "***456"
