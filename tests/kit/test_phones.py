from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nauli.kit.phones import InvalidPhone, country_that_pays_in, e164, is_country, masked


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+256772123456", "UG", "+256772123456"),
        ("+256 772 123 456", "GH", "+256772123456"),
        ("0772 123456", "UG", "+256772123456"),
        ("0772-123-456", "UG", "+256772123456"),
        ("772123456", "UG", "+256772123456"),
        ("00256772123456", "ET", "+256772123456"),
        # Who calls abroad from these dials 000, and writes 00 all the same.
        ("00256772123456", "UG", "+256772123456"),
        (" 00256 772 123456", "KE", "+256772123456"),
        ("00251911123456", "TZ", "+251911123456"),
        ("000256772123456", "UG", "+256772123456"),
        ("024 412 3456", "GH", "+233244123456"),
        ("+233244123456", "UG", "+233244123456"),
        ("0911 12 34 56", "ET", "+251911123456"),
        ("+251911123456", "UG", "+251911123456"),
        ("0788 123 456", "RW", "+250788123456"),
        ("+250788123456", "UG", "+250788123456"),
        ("+46733123450", "UG", "+46733123450"),  # MTN's sandbox speaks Swedish
        ("+256 0772 123456", "GH", "+256772123456"),
        # The countries whose numbers keep their zero behind the country code.
        ("07 01 23 45 67", "CI", "+2250701234567"),
        ("06 612 3456", "CG", "+242066123456"),
        ("01 95 12 34 56", "BJ", "+2290195123456"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, country: str, number: str) -> None:
    assert e164(text, country=country) == number


@pytest.mark.parametrize(
    ("currency", "country"),
    [("UGX", "UG"), ("ETB", "ET"), ("GHS", "GH"), ("XOF", None), ("EUR", None), ("XXX", None)],
)
def test_a_currency_is_of_one_country_or_of_none(currency: str, country: str | None) -> None:
    assert country_that_pays_in(currency) == country


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


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("07721", "UG"),
        ("0612345", "UG"),  # seven digits can be dialled within one town, and nowhere else
        ("041123456", "UG"),
        ("0041123456", "UG"),
        ("+25607721", "GH"),
        ("+256000111222", "UG"),
        ("023 1234", "GH"),
    ],
)
def test_no_zero_of_a_local_form_is_left_behind_a_country_code(text: str, country: str) -> None:
    with pytest.raises(InvalidPhone):
        e164(text, country=country)


@pytest.mark.parametrize(
    ("country", "forms"),
    [("UG", "+256712345678 or 0712 345678"), ("GH", "+233231234567 or 023 123 4567")],
)
@pytest.mark.parametrize("text", ["abc", "07721"])
def test_a_refusal_shows_how_numbers_are_written_there(text: str, country: str, forms: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        e164(text, country=country)
    assert refusal.value.detail == f"{text!r} is not a phone number. Give it like {forms}."


def test_a_country_is_one_whose_numbers_can_be_read() -> None:
    assert [code for code in ("UG", "GH", "ug", "Uganda", "XX", "") if is_country(code)] == [
        "UG",
        "GH",
    ]


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
