from __future__ import annotations

from typing import Any

import pytest

from nauli.travel.models import Policy
from tests.door import Door, read, read_problem

pytestmark = pytest.mark.django_db


def _body(*steps: tuple[object, object], **changes: object) -> dict[str, Any]:
    listed = [{"days_before": days, "percent": percent} for days, percent in steps]
    return {"name": "usual", "steps": listed, **changes}


def test_a_policy_is_added_and_its_next_version_too(door: Door) -> None:
    first = read(door.post("/api/policies/", _body((14, 100), (3, 50))), 201)
    assert first == {
        "name": "usual",
        "version": 1,
        "steps": [{"days_before": 14, "percent": 100}, {"days_before": 3, "percent": 50}],
        "words": (
            "Who cancels gets back all of the money until 14 days before arrival; 50 % until"
            " 3 days before arrival; later nothing."
        ),
    }
    second = read(door.post("/api/policies/", _body()), 201)
    assert (second["version"], second["steps"]) == (2, [])
    assert read(door.get("/api/policies/")) == {"items": [first, second], "next": None}


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        (_body((3, 50), (14, 100)), "steps.1.days_before", "invalid-steps"),
        (_body((3, 101)), "steps.0.percent", "invalid-steps"),
        (_body((2**40, 1)), "steps.0.days_before", "invalid-steps"),
        (_body((True, 1)), "steps.0.days_before", "invalid-field"),
        (_body(*[(20 - day, 1) for day in range(11)]), "steps", "invalid-steps"),
        (_body(name=""), "name", "invalid-field"),
        (_body(name="a\nb"), "name", "invalid-field"),
        (_body(name="x" * 41), "name", "invalid-field"),
        (_body(version=7), "version", "invalid-field"),
    ],
    ids=["rising", "much", "far", "bool", "many", "nameless", "lines", "long", "version"],
)
def test_a_policy_that_makes_no_sense_is_refused(
    door: Door, body: dict[str, Any], field: str, problem: str
) -> None:
    said = read_problem(door.post("/api/policies/", body), 422)
    assert (said["field"], said["type"]) == (field, f"urn:nauli:problem:{problem}")
    assert Policy.objects.count() == 0
