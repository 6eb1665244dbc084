from __future__ import annotations

import pytest

from nauli_sandbox.drawing.words import money, often, phone, pretty


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("2500", "2,500"), ("12500.50", "12,500.50"), ("0.5", "0.5"), ("much", "much")],
)
def test_money_keeps_the_decimals_that_were_told(amount: str, shown: str) -> None:
    assert money(amount, "UGX") == f"{shown} UGX"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("256772123456", "+256 772 123 456"),
        ("+46733123451", "+46 733 123 451"),
        ("a@shop.org", "a@shop.org"),
        ("\u0661\u0662\u0663\u0664", "\u0661\u0662\u0663\u0664"),
        ("", ""),
    ],
)
def test_phone_is_grouped_and_what_is_none_is_left(number: str, shown: str) -> None:
    assert phone(number) == shown


def test_often() -> None:
    assert [often(times) for times in (0, 1, 2, 3)] == ["never", "once", "twice", "3 times"]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"a":"é"}', '{\n  "a": "é"\n}'),
        ("id=1&status=Sent", "id = 1\nstatus = Sent"),
        ("neither", "neither"),
        ({"b": 1}, '{\n  "b": 1\n}'),
    ],
)
def test_body_has_a_value_on_each_line(body: object, shown: str) -> None:
    assert pretty(body) == shown
