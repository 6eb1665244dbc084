from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nauli.kit.money import EXPONENTS, MOST_MINOR, InvalidMoney, Money

minors = st.integers(min_value=-MOST_MINOR, max_value=MOST_MINOR)
currencies = st.sampled_from(sorted(EXPONENTS))


@given(minors, currencies)
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(str(money), currency) == money


@given(minors, currencies)
def test_an_amount_is_written_with_its_currencys_own_decimals(minor: int, currency: str) -> None:
    decimals = EXPONENTS[currency]
    form = rf"-?[0-9]+\.[0-9]{{{decimals}}}" if decimals else r"-?[0-9]+"
    assert re.fullmatch(form, str(Money(minor, currency)))


@given(st.text(), currencies)
def test_any_text_is_an_amount_or_refused(text: str, currency: str) -> None:
    try:
        money = Money.parse(text, currency)
    except InvalidMoney:
        return
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)
    assert money.currency == currency


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("25000", "UGX", 25000),
        ("25000.0", "UGX", 25000),
        ("25000.00", "UGX", 25000),
        ("12.5", "EUR", 1250),
        ("12.50", "EUR", 1250),
        ("12.500000", "EUR", 1250),
        ("0.07", "GHS", 7),
        ("-0.07", "GHS", -7),
        ("0", "RWF", 0),
        ("007", "EUR", 700),
        ("92233720368547758.07", "EUR", MOST_MINOR),
    ],
)
def test_plain_decimals_are_read(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency).minor == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("0.5", "UGX"),  # there is no half shilling
        ("12.505", "EUR"),
        ("92233720368547758.08", "EUR"),
        ("9223372036854775808", "UGX"),
        ("1" * 20, "UGX"),
        ("1e3", "UGX"),
        ("+1", "UGX"),
        ("1,000", "UGX"),
        (".5", "EUR"),
        ("1.", "EUR"),
        (" 1", "EUR"),
        ("1\n", "EUR"),
        ("", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        ("١٢", "EUR"),
        ("1", "eur"),
        ("1", "XXX"),
        ("1", ""),
    ],
)
def test_what_is_not_plainly_an_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(InvalidMoney):
        Money.parse(text, currency)


@pytest.mark.parametrize("minor", [1.0, True, "1", None, MOST_MINOR + 1, -MOST_MINOR - 1])
def test_only_whole_numbers_that_the_database_can_hold_are_minor_units(minor: int) -> None:
    with pytest.raises(InvalidMoney):
        Money(minor, "EUR")


def test_amounts_of_one_currency_add_up() -> None:
    assert Money(5, "EUR") + Money(3, "EUR") == Money(8, "EUR")
    assert Money(5, "EUR") - Money(8, "EUR") == Money(-3, "EUR")
    assert Money(5, "EUR") * 3 == Money(15, "EUR")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(InvalidMoney, match="cannot be added"):
        Money(1, "EUR") + Money(1, "UGX")
    with pytest.raises(InvalidMoney, match="cannot be added"):
        Money(1, "EUR") - Money(1, "UGX")
    assert Money(1, "EUR") != Money(1, "UGX")


@pytest.mark.parametrize("times", [0.5, 2.0])
def test_nothing_is_multiplied_by_a_fraction(times: int) -> None:
    with pytest.raises(InvalidMoney):
        Money(3, "EUR") * times


def test_a_sum_beyond_what_the_database_can_hold_is_refused() -> None:
    with pytest.raises(InvalidMoney):
        Money(MOST_MINOR, "EUR") + Money(1, "EUR")


def test_amounts_have_no_order_because_currencies_have_none() -> None:
    with pytest.raises(TypeError):
        assert Money(1, "EUR") < Money(2, "EUR")  # type: ignore[operator]  # that is the point


@pytest.mark.parametrize(
    ("minor", "currency", "spoken"),
    [
        (25000, "UGX", "UGX 25,000"),
        (1250, "EUR", "EUR 12.50"),
        (123456789, "GHS", "GHS 1,234,567.89"),
    ],
)
def test_an_amount_is_spoken_with_its_currency_first(
    minor: int, currency: str, spoken: str
) -> None:
    assert Money(minor, currency).spoken() == spoken
