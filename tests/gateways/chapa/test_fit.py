from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nauli.gateways.chapa.fit import (
    body_of,
    fit_description,
    fit_email,
    fit_names,
    fit_phone,
    fit_reference,
    fit_title,
    without,
)
from nauli.gateways.contract import Refused
from tests.gateways.notebook import new_charge


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Nauli", "Nauli"),
        ("Sixteen letters!", "Sixteen letters"),
        ("Mama Rose\u2019s groundnuts", "Mama Roses"),
        ("Groundnuts-of-Kampala Ltd", "Groundnuts-of-Ka"),
        ("Café & Crème", "Cafe and Creme"),
        ("\u1230\u120b\u121d", ""),
        ("", ""),
    ],
)
def test_a_title_is_cut_where_a_word_ends(name: str, title: str) -> None:
    assert fit_title(name) == title


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Order 1: #5 & more", "Order 1 5 and more"),
        ("a_b-c.d", "a_b-c.d"),
        ("...", "P-1"),
        ("\u1230\u120b\u121d", "P-1"),
        ("x" * 51, "x" * 50),
    ],
)
def test_a_description_is_made_to_fit(text: str, fits: str) -> None:
    assert fit_description(text, otherwise="P-1") == fits


SIGNS = [chr(number) for number in (*range(0x2200), *range(0x1200, 0x1220), 0x1F600, 0xDC00)]


@given(st.text(SIGNS, max_size=200))
def test_whatever_the_text_it_fits(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9 ._-]{0,16}", fit_title(text))
    assert re.fullmatch(r"[A-Za-z0-9 ._-]{1,50}", fit_description(text, otherwise="P-1"))
    assert all(name.isprintable() and len(name) <= 50 for name in fit_names(text))


@pytest.mark.parametrize("email", ["a@gmail.com", "Abebe.B+1@mail.ethionet.et", "a@test.com"])
def test_an_address_that_may_be_real_is_told(email: str) -> None:
    assert fit_email(email) == email


@pytest.mark.parametrize(
    "email",
    [
        "",
        "a",
        "a@b",
        "a@example.com",
        "a@EXAMPLE.org",
        "a@mail.example.net",
        "a@shop.example",
        "a@shop.test",
        "a@x.invalid",
        "a@shop.local",
        "a@b@gmail.com",
        "a b@gmail.com",
        "é@gmail.com",
        "a@gmail.com\n",
    ],
)
def test_an_address_that_cannot_be_real_is_not(email: str) -> None:
    assert fit_email(email) == ""


@pytest.mark.parametrize(
    ("phone", "fits"),
    [
        ("+251912345678", "0912345678"),
        ("+251712345678", "0712345678"),
        ("+251112345678", ""),
        ("+2519123456789", ""),
        ("+256772123456", ""),
        ("0912345678", ""),
        ("", ""),
    ],
)
def test_a_number_is_told_as_ethiopians_dial_it(phone: str, fits: str) -> None:
    assert fit_phone(phone) == fits


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Abebe Bikila Demissie", ("Abebe", "Bikila Demissie")),
        (
            " \u12a0\u1260\u1260\u0020\u1262\u1242\u120b ",
            ("\u12a0\u1260\u1260", "\u1262\u1242\u120b"),
        ),
        ("Ama", ("Ama", "")),
        ("", ("", "")),
        ("a\x00b\nc", ("a", "b c")),
    ],
)
def test_a_name_is_a_first_word_and_the_rest(name: str, names: tuple[str, str]) -> None:
    assert fit_names(name) == names


def test_a_reference_is_never_cut() -> None:
    assert fit_reference("x" * 50) == "x" * 50
    for reference in ("", "x" * 51):
        with pytest.raises(Refused):
            fit_reference(reference)


def test_what_is_empty_is_not_in_the_body() -> None:
    charge = new_charge(amount="10", currency="ETB", payer="+256772123456", note="...")
    assert body_of(charge, merchant_name="", callback_url="") == {
        "amount": "10.00",
        "currency": "ETB",
        "tx_ref": charge.reference,
        "customization": {"description": charge.reference},
    }


BODY: dict[str, object] = {
    "amount": "1",
    "tx_ref": "P-1",
    "email": "a@b.c",
    "customization": {"title": "T", "description": "D"},
}


@pytest.mark.parametrize(
    ("refused", "left_out"),
    [
        ({"email"}, {"email"}),
        ({"email", "customization"}, {"email", "customization"}),
    ],
)
def test_what_is_optional_can_be_left_out(refused: set[str], left_out: set[str]) -> None:
    assert without(BODY, refused) == {k: v for k, v in BODY.items() if k not in left_out}


@pytest.mark.parametrize("name", ["customization.title", "customization[title]"])
def test_a_part_of_the_customization_leaves_the_rest(name: str) -> None:
    assert without(BODY, {name}) == BODY | {"customization": {"description": "D"}}


@pytest.mark.parametrize("refused", [{"amount"}, {"email", "tx_ref"}, {"currency"}, {"meta"}])
def test_what_is_needed_or_was_not_told_cannot_be_left_out(refused: set[str]) -> None:
    assert without(BODY, refused) is None


def test_an_empty_name_has_no_place_in_the_body() -> None:
    charge = replace(new_charge(amount="10", currency="ETB"), name="Ama", email="a@gmail.com")
    body = body_of(charge, merchant_name="Nauli", callback_url="https://x.y/")
    assert (body["first_name"], "last_name" in body) == ("Ama", False)
