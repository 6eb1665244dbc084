from __future__ import annotations

import pytest

from tests.sandbox.shop import Json, Shop, wanted

BRACKETED = {
    "customization": None,
    "customization[title]": "Nauli",
    "customization[description]": "Two blankets",
    "meta[hide_receipt]": "true",
    "meta[invoices][0][key]": "Blankets",
    "meta[invoices][0][value]": "2",
}


@pytest.mark.parametrize("form", ["json", "data", "files"])
def test_bracketed_names_are_nested_in_every_form(shop: Shop, form: str) -> None:
    body: dict[str, Json] = wanted(**BRACKETED)
    parts = {name: (None, value) for name, value in body.items()}
    how: dict[str, Json] = {form: parts if form == "files" else body}
    answer = shop.ask("POST", "transaction/initialize", **how)
    assert answer.status_code == 200, answer.text
    booked = shop.booked(body["tx_ref"])
    assert booked["amount"] == "2500.00"
    assert booked["customization"] == {
        "title": "Nauli",
        "description": "Two blankets",
        "logo": None,
    }
    assert booked["meta"] == {
        "hide_receipt": "true",
        "invoices": [{"key": "Blankets", "value": "2"}],
    }


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/xml"])
def test_other_types_are_refused_in_the_vendors_words(shop: Shop, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = shop.ask("POST", "transaction/initialize", data=b"{}", headers=headers)
    assert answer.status_code == 400
    assert answer.json() == {
        "message": "Incorrect header settings Please check if content-type is present and set to"
        " application/json",
        "status": "failed",
        "data": None,
    }


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b'"text"', b'{"amount": NaN}', b'{"tx_ref": "\\ud800"}', b"[" * 100_000],
)
def test_what_cannot_be_read_lacks_everything(shop: Shop, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = shop.ask("POST", "transaction/initialize", data=raw, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["message"] == {
        "amount": ["validation.required"],
        "currency": ["validation.required"],
        "tx_ref": ["validation.required"],
    }


def test_broken_multipart_lacks_everything(shop: Shop) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    answer = shop.ask("POST", "transaction/initialize", data=b"nonsense", headers=headers)
    assert answer.status_code == 400
    assert "tx_ref" in answer.json()["message"]
