from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest
from django.test import RequestFactory
from ninja import Schema

from nauli.access.models import ApiKey
from nauli.api.answers import Moment, json_answer, replay, ticket
from nauli.idempotency.claim import Held


class Shape(Schema):
    at: Moment
    text: str = ""


def _ticket(path: str = "/api/a/", *, scope: int = 1, **body: str) -> str:
    request: HttpRequest = RequestFactory().post(path, headers={"Idempotency-Key": "k"})
    shape = Shape(at=datetime(2026, 1, 1, tzinfo=UTC), **body)
    return ticket(request, ApiKey(pk=scope), shape).fingerprint


def test_an_answer_is_the_shape_as_json_with_its_address() -> None:
    shape = Shape(at=datetime(2026, 11, 22, 9, 30, 0, 123456, UTC), text="é")
    response = json_answer(shape, status=201, location="/api/a/1/")
    assert response.content == '{"at":"2026-11-22T09:30:00.123Z","text":"é"}'.encode()
    assert (response.status_code, response["Location"]) == (201, "/api/a/1/")
    assert "Location" not in json_answer(shape)


def test_a_replay_says_that_it_is_one() -> None:
    response = replay(Held(number=1, fresh=False, status=201, body=b"{}", location="/1/"))
    assert (response.status_code, response.content) == (201, b"{}")
    assert (response["Location"], response["Idempotent-Replayed"]) == ("/1/", "true")


def test_a_fingerprint_is_of_the_address_and_of_what_was_sent() -> None:
    same = _ticket(text="x")
    assert same == _ticket(text="x")
    assert len({same, _ticket(text="y"), _ticket(), _ticket("/api/b/", text="x")}) == 4


def test_another_method_is_another_request() -> None:
    made = set()
    for method in ("post", "put", "patch"):
        request = getattr(RequestFactory(), method)("/a/", headers={"Idempotency-Key": "k"})
        made.add(ticket(request, ApiKey(pk=1), Shape(at=datetime(2026, 1, 1, tzinfo=UTC))))
    assert len({one.fingerprint for one in made}) == 3


class Loose(Schema):
    more: dict[str, int]


def test_the_order_of_names_is_no_difference() -> None:
    request = RequestFactory().post("/a/", headers={"Idempotency-Key": "k"})
    one, other = Loose(more={"a": 1, "b": 2}), Loose(more={"b": 2, "a": 1})
    assert ticket(request, ApiKey(pk=1), one) == ticket(request, ApiKey(pk=1), other)
