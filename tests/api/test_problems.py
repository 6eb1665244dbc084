from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from nauli.access import keys
from nauli.api import problems
from nauli.api.problems import STATUSES, TITLES, problem, problem_for_status
from nauli.gateways.contract import Misconfigured
from nauli.kit.caller import acting
from nauli.kit.errors import Conflict, Invalid, NauliError
from nauli.orders.place import NotEnoughStock
from nauli.webhooks.receive import NotGenuine


def _all(family: type[NauliError] = NauliError) -> Iterator[type[NauliError]]:
    for child in family.__subclasses__():
        if child.__module__.startswith("nauli."):
            yield child
            yield from _all(child)


def test_a_problem_names_itself_its_field_and_its_request() -> None:
    with acting(actor="key:shop", request_id="r-1"):
        response = problem(
            NotEnoughStock("Coffee: 4 wanted, 3 left.", field="items.0.quantity", left=3)
        )
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "urn:nauli:problem:not-enough-stock",
        "title": "Conflict",
        "status": 409,
        "detail": "Coffee: 4 wanted, 3 left.",
        "field": "items.0.quantity",
        "request_id": "r-1",
        "left": 3,
    }


def test_what_an_error_adds_never_replaces_what_a_problem_is() -> None:
    error = Conflict("x", status="paid", type="y", title="z", left=None)
    document = json.loads(problem(error).content)
    assert document == {
        "type": "urn:nauli:problem:conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "x",
    }


def test_an_error_that_belongs_to_no_family_is_ours() -> None:
    class Odd(NauliError):
        """Something odd."""

    assert problem(Odd()).status_code == 500


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (keys.NoSuchKey(), 404, None),
        (Invalid(), 422, None),
        (Misconfigured("x"), 503, "1"),
        (problems.DatabaseUnavailable(), 503, "1"),
        (Conflict(retry_after=7), 409, "7"),
        (Conflict(), 409, None),
    ],
)
def test_a_status_brings_its_headers(
    error: NauliError, status: int, retry_after: str | None
) -> None:
    response = problem(error)
    assert (response.status_code, response.get("Retry-After")) == (status, retry_after)


def test_what_the_merchant_has_to_mend_is_logged() -> None:
    with capture_logs() as lines:
        problem(Misconfigured("MTN refused our key."))
        problem(Invalid("A field is wrong."))
    assert lines == [
        {
            "event": "request_refused",
            "log_level": "error",
            "problem": "misconfigured",
            "reason": "MTN refused our key.",
        }
    ]


@pytest.mark.parametrize("error", [problems.Unauthenticated(), NotGenuine()])
def test_a_401_says_how_to_come_in(error: NauliError) -> None:
    assert problem(error)["WWW-Authenticate"] == 'Bearer realm="nauli"'


@pytest.mark.parametrize(
    ("given", "shown"), [(400, 400), (404, 404), (405, 405), (418, 400), (500, 500), (503, 500)]
)
def test_what_the_framework_answers_by_itself_becomes_a_problem(given: int, shown: int) -> None:
    assert problem(problem_for_status(given, path="/api/")).status_code == shown


def test_every_status_has_a_title() -> None:
    assert set(STATUSES.values()) | {500} == set(TITLES)


@pytest.mark.parametrize("error", sorted(set(_all()), key=str), ids=lambda error: error.__name__)
def test_every_error_says_a_sentence_and_has_a_type_of_its_own(error: type[NauliError]) -> None:
    assert error.__doc__
    assert error.__doc__.strip().endswith((".", "?"))
    assert [other for other in set(_all()) if other.slug == error.slug] == [error]


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/api/payments/NAU-A81731FWD5Z4P2C83FXWEH2SW5/", "/api/payments/?reference="),
        ("/api/payments/nau-a81731fwd5z4p2c83fxweh2sw5/verify/", "/api/payments/?reference="),
        ("/api/orders/GR79-8KQ2-MN4T/", "/api/orders/?number="),
        ("/api/orders/GR79-8KQ2-MN4T", "/api/orders/?number="),
        ("/api/bookings/NV-7K3M-9QXD-2H4T/", "/api/bookings/?code="),
        ("/api/bookings/nv-7k3m-9qxd-2h4t/cancel/", "/api/bookings/?code="),
    ],
)
def test_a_name_in_the_place_of_an_id_leads_to_the_filter(path: str, where: str) -> None:
    assert where in problem_for_status(404, path=path).detail


@pytest.mark.parametrize("path", ["/api/payments/x/", "/api/nothing/", "/api/products/NAU-1/"])
def test_elsewhere_nothing_is_only_nothing(path: str) -> None:
    assert problem_for_status(404, path=path).detail == "There is nothing at this address."
