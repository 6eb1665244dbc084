from __future__ import annotations

import pytest

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.kit.money import Money
from nauli.payments.settle import settle
from nauli.record.models import Change
from tests.door import Door, read, read_problem
from tests.factories import new_payment, succeeded

pytestmark = pytest.mark.django_db


def test_money_that_does_not_fit_is_a_case_that_a_person_closes(door: Door) -> None:
    payment = settle(succeeded(new_payment(), amount=Money(1, "EUR")))
    (case,) = read(door.get("/api/cases/?status=open"))["items"]
    assert case == {
        "id": case["id"],
        "kind": "mismatch",
        "status": "open",
        "detail": "Asked for EUR 12.50; told EUR 0.01, gateway transaction none.",
        "payment": str(payment.pk),
        "order": str(payment.order_id),
        "amount": "0.01",
        "currency": "EUR",
        "created_at": case["created_at"],
        "closed_at": None,
        "resolution": None,
    }
    path = f"/api/cases/{case['id']}/"
    assert read(door.get(path)) == case
    closed = read(door.post(path + "close/", {"resolution": "Paid back in cash."}))
    assert (closed["status"], closed["resolution"]) == ("closed", "Paid back in cash.")
    assert read(door.get("/api/cases/?status=open"))["items"] == []
    assert read(door.get("/api/cases/?status=closed"))["items"] == [closed]
    assert Change.objects.get(subject="case", after="closed").actor == "key:tests"


def test_cases_are_found_by_kind_and_by_payment(door: Door) -> None:
    payment = settle(succeeded(new_payment(), amount=Money(1, "EUR")))
    raise_case(Case.Kind.EVENT, 1, detail="It fits nothing.")

    def kinds(query: str) -> list[str]:
        return [case["kind"] for case in read(door.get(f"/api/cases/?{query}"))["items"]]

    assert kinds("") == ["mismatch", "event"]
    assert kinds("kind=event") == ["event"]
    assert kinds(f"payment={payment.pk}") == ["mismatch"]
    assert kinds("kind=unapplied") == []


def test_pages_follow_each_other(door: Door) -> None:
    for number in range(3):
        raise_case(Case.Kind.EVENT, number, detail="It fits nothing.")
    first = read(door.get("/api/cases/?limit=2"))
    second = read(door.get(first["next"]))
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)


@pytest.mark.parametrize(
    ("body", "status", "type_"),
    [
        ({"resolution": " "}, 422, "resolution-missing"),
        ({"resolution": "x" * 301}, 422, "resolution-missing"),
        ({}, 422, "invalid-field"),
        ({"resolution": "x", "more": 1}, 422, "invalid-field"),
    ],
    ids=["blank", "too long", "missing", "unknown field"],
)
def test_a_case_is_closed_with_words(
    door: Door, body: dict[str, object], status: int, type_: str
) -> None:
    raise_case(Case.Kind.EVENT, 1, detail="It fits nothing.")
    case = Case.objects.get()
    document = read_problem(door.post(f"/api/cases/{case.pk}/close/", body), status)
    assert document["type"].endswith(f":{type_}")
    case.refresh_from_db()
    assert case.closed_at is None


def test_a_case_is_closed_once(door: Door) -> None:
    raise_case(Case.Kind.EVENT, 1, detail="It fits nothing.")
    path = f"/api/cases/{Case.objects.get().pk}/close/"
    read(door.post(path, {"resolution": "First."}))
    document = read_problem(door.post(path, {"resolution": "Second."}), 409)
    assert document["type"].endswith(":case-closed")


@pytest.mark.parametrize("number", ["999999", str(2**63), "9" * 40])
def test_a_case_that_does_not_exist(door: Door, number: str) -> None:
    read_problem(door.get(f"/api/cases/{number}/"), 404)
    read_problem(door.post(f"/api/cases/{number}/close/", {"resolution": "x"}), 404)
