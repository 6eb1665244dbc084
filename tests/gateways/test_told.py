from __future__ import annotations

import pytest

from nauli.gateways.told import clean, read_money, read_number
from nauli.kit.money import Money


@pytest.mark.parametrize("amount", ["12.5", "12.50", "0012.500"])
def test_money_is_read_in_any_plain_form(amount: str) -> None:
    assert read_money(amount, "EUR") == Money(1250, "EUR")
    assert read_money(25000, "UGX") == Money(25000, "UGX")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(True, "EUR"), (12.5, "EUR"), ("1e2", "EUR"), ("1", "XXX"), ("1", None), (None, "EUR")],
)
def test_money_is_never_guessed(amount: object, currency: object) -> None:
    assert read_money(amount, currency) is None


@pytest.mark.parametrize(
    ("told", "number"),
    [("AP-1", "AP-1"), (77, "77"), ("", ""), ("a b", None), (True, None), (["1"], None)],
)
def test_a_number_is_plain_characters(told: object, number: str | None) -> None:
    assert read_number(told) == number
    assert read_number("1" * 65) is None


def test_a_strangers_text_is_made_storable() -> None:
    assert clean("a\x00b\r\n c\u202ed") == "a b c d"
    assert clean("x" * 2000) == "x" * 200
    assert clean("256772123456 0772123456", phones=("+256772123456", "", "0772123456")) == (
        "*********456 *******456"
    )
