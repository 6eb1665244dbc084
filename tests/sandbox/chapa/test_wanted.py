from __future__ import annotations

import pytest

from tests.sandbox.shop import Json, Shop, wanted


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"amount": None}, "amount", "required"),
        ({"currency": None}, "currency", "required"),
        ({"tx_ref": None}, "tx_ref", "required"),
        ({"tx_ref": ""}, "tx_ref", "required"),
        ({"tx_ref": "x" * 51}, "tx_ref", "max.string"),
        ({"tx_ref": 7}, "tx_ref", "string"),
        ({"amount": "ten"}, "amount", "numeric"),
        ({"amount": True}, "amount", "numeric"),
        ({"amount": "1e3"}, "amount", "numeric"),
        ({"amount": "\u0661"}, "amount", "numeric"),
        ({"amount": [5]}, "amount", "numeric"),
        ({"amount": "0"}, "amount", "min.numeric"),
        ({"amount": -5}, "amount", "min.numeric"),
        ({"amount": "1.005"}, "amount", "regex"),
        ({"email": "amina@example.com"}, "email", "email"),
        ({"email": "amina@mail.example.com"}, "email", "email"),
        ({"email": "amina@shop.test"}, "email", "email"),
        ({"email": "amina"}, "email", "email"),
        ({"phone_number": "12345"}, "phone_number", "regex"),
        ({"phone_number": "0812345678"}, "phone_number", "regex"),
        ({"callback_url": "ftp://shop/x"}, "callback_url", "url"),
        ({"return_url": "javascript:alert(1)"}, "return_url", "url"),
        ({"return_url": "https://shop/a\r\nX: y"}, "return_url", "url"),
        ({"return_url": "http://[::1"}, "return_url", "url"),
        ({"meta": "text"}, "meta", "array"),
        ({"customization": "text"}, "customization", "array"),
        ({"customization": {"title": "x" * 17}}, "customization.title", "max.string"),
        ({"customization": {"title": 5}}, "customization.title", "string"),
        ({"customization": {"description": "a & b"}}, "customization.description", "regex"),
        ({"customization": {"description": "N#1"}}, "customization.description", "regex"),
        ({"customization": {"logo": "logo.png"}}, "customization.logo", "url"),
    ],
)
def test_wrong_field_is_named_with_its_rule(
    shop: Shop, change: dict[str, Json], field: str, rule: str
) -> None:
    answer = shop.initialize(**change)
    assert answer.status_code == 400
    assert answer.json() == {
        "message": {field: [f"validation.{rule}"]},
        "status": "failed",
        "data": None,
    }
    assert shop.sandbox.see("book")["chapa_charges"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"tx_ref": "x" * 50},
        {"amount": 2500},
        {"amount": 12.5},
        {"amount": "0.01"},
        {"currency": "USD"},
        {"email": None},
        {"phone_number": "+251912345678"},
        {"phone_number": "0712345678"},
        {"first_name": "\u12a0\u121a\u1293"},
        {"customization": {"title": "x" * 16, "description": "A-b_c. 9"}},
        {"customization": []},
        {"meta": []},
    ],
)
def test_right_field_is_taken(shop: Shop, change: dict[str, Json]) -> None:
    answer = shop.initialize(**change)
    assert answer.status_code == 200, answer.text


def test_wrong_fields_are_named_together(shop: Shop) -> None:
    told = shop.initialize(amount="x", email="a@example.org").json()["message"]
    assert told == {"amount": ["validation.numeric"], "email": ["validation.email"]}


def test_unknown_currency_is_a_sentence(shop: Shop) -> None:
    answer = shop.initialize(currency="KES")
    assert answer.status_code == 400
    assert answer.json()["message"] == "Invalid currency, KES is not supported"


def test_phones_can_be_as_strict_as_documented(shop: Shop) -> None:
    shop.sandbox.tell("settings", {"chapa_strict_phones": True})
    assert shop.initialize(phone_number="+251912345678").status_code == 400
    assert shop.initialize(phone_number="0912345678").status_code == 200


def test_mistakes_of_a_form_are_the_same(shop: Shop) -> None:
    body = wanted(customization=None, **{"customization[title]": "x" * 17})
    answer = shop.ask("POST", "transaction/initialize", data=body)
    assert answer.json()["message"] == {"customization.title": ["validation.max.string"]}
