from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from nauli.customers.models import Customer
from nauli.record.models import Change
from tests.door import Door, read, read_problem
from tests.factories import new_customer

pytestmark = pytest.mark.django_db


def _body(**changes: object) -> dict[str, Any]:
    return {"name": "Amina", "phone": "+256772123456", **changes}


def test_a_customer_is_added_and_shown(door: Door) -> None:
    response = door.post("/api/customers/", _body(email="a@example.org", language="fr"))
    added = read(response, 201)
    assert response["Location"] == f"/api/customers/{added['id']}/"
    assert {**added, "id": 0, "created_at": ""} == {
        "id": 0,
        "name": "Amina",
        "email": "a@example.org",
        "phone": "+256772123456",
        "language": "fr",
        "created_at": "",
    }
    assert added["created_at"].endswith("Z")
    assert read(door.get(response["Location"])) == added
    assert Change.objects.get(subject="customer").subject_id == str(added["id"])


def test_a_phone_may_be_written_as_in_the_default_country(door: Door, settings: Settings) -> None:
    settings.DEFAULT_COUNTRY = "GH"
    assert read(door.post("/api/customers/", _body(phone="024 412 3456")), 201)["phone"] == (
        "+233244123456"
    )


def test_what_is_left_out_has_a_default_and_spaces_are_trimmed(door: Door) -> None:
    added = read(door.post("/api/customers/", _body(name="  Amina  ")), 201)
    assert (added["name"], added["email"], added["language"]) == ("Amina", "", "en")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 121),
        ("name", 1),
        ("name", "Amina\n\nYou have won"),
        ("phone", ""),
        ("phone", "12"),
        ("phone", "+431234"),
        ("phone", 256772123456),
        ("email", "x"),
        ("email", "a@b@example.org"),
        ("email", "a@example.org\nBcc: b@example.org"),
        ("email", f"{'x' * 64}@{'y' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 60}.org"),
        ("language", "de"),
        ("language", ""),
        ("language", "EN"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_named(door: Door, field: str, value: object) -> None:
    document = read_problem(door.post("/api/customers/", _body(**{field: value})), 422)
    assert document["field"] == field
    assert not Customer.objects.exists()


@pytest.mark.parametrize("field", ["name", "phone"])
def test_what_is_missing_is_named(door: Door, field: str) -> None:
    body = _body()
    del body[field]
    assert read_problem(door.post("/api/customers/", body), 422)["field"] == field


@pytest.mark.parametrize(
    "written", ["%2B256772123456", "+256772123456", "0772123456", "0772%20123%20456"]
)
def test_customers_are_found_by_their_phone_however_it_is_written(door: Door, written: str) -> None:
    mine = [new_customer().pk, new_customer(name="Kato").pk]
    new_customer(phone="+233244123456")
    items = read(door.get(f"/api/customers/?phone={written}"))["items"]
    assert [item["id"] for item in items] == mine


def test_a_phone_that_is_none_finds_nobody_and_says_so(door: Door) -> None:
    assert read_problem(door.get("/api/customers/?phone=x"), 422)["field"] == "phone"
