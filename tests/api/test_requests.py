from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings
from structlog.testing import capture_logs

from nauli.api.requests import _HEARD_OUT, Requests
from tests.door import Door, read, read_problem

pytestmark = pytest.mark.django_db

_LIMIT = 64 * 1024


def _customer(length: int) -> bytes:
    """A body of exactly this length that would be a customer, were its name not so long."""
    frame = b'{"phone": "+256772123456", "name": "%s"}'
    return frame % (b"x" * (length - len(frame) + 2))


# --- Size -----------------------------------------------------------------------------------------


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_not(door: Door) -> None:
    assert len(_customer(_LIMIT)) == _LIMIT
    read_problem(door.post("/api/customers/", _customer(_LIMIT)), 422)
    read_problem(door.post("/api/customers/", _customer(_LIMIT + 1)), 413)


@pytest.mark.parametrize(
    "path", ["/api/webhooks/momo/", "/api/webhooks/momo/NAU-1/", "/api/webhooks/sms/x/", "/api/no/"]
)
def test_the_limit_holds_at_every_door(path: str) -> None:
    read_problem(Door().post(path, b"x" * (_LIMIT + 1)), 413)


def _chunked(body: bytes) -> tuple[WSGIRequest, BytesIO]:
    request = RequestFactory().post("/api/x/", content_type="application/json")
    stream = BytesIO(body)
    request.META["wsgi.input"] = stream
    request.META["HTTP_TRANSFER_ENCODING"] = "chunked"
    del request.META["CONTENT_LENGTH"]
    return request, stream


def test_a_chunked_body_is_taken_up_to_the_limit_and_not_a_byte_more() -> None:
    seen: list[bytes] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.body)
        return HttpResponse("{}", content_type="application/json")

    request, _ = _chunked(b'{"a": 1}')
    assert Requests(view)(request).status_code == 200
    assert seen == [b'{"a": 1}']
    request, stream = _chunked(b"x" * (_LIMIT * 3))
    assert Requests(view)(request).status_code == 413
    assert len(seen) == 1
    # Who still sends is heard out, so that they read the answer; not for ever.
    assert stream.tell() == _LIMIT * 3
    request, stream = _chunked(b"x" * (_LIMIT + 1 + 2 * _HEARD_OUT))
    assert Requests(view)(request).status_code == 413
    assert stream.tell() == _LIMIT + 1 + _HEARD_OUT


class _BrokenOff(BytesIO):
    """A body whose sender goes away in the middle of it."""

    def read(self, *_: object) -> bytes:
        raise OSError("the connection was reset")


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("path", ["/api/orders/", "/api/webhooks/momo/", "/api/webhooks/sms/x/"])
def test_a_body_that_breaks_off_is_a_problem_of_its_sender(path: str, *, chunked: bool) -> None:
    request = RequestFactory().post(path, b"{}", content_type="application/json")
    request.META["wsgi.input"] = request._stream = _BrokenOff()
    if chunked:
        request.META["HTTP_TRANSFER_ENCODING"] = "chunked"
    document = read_problem(Requests(lambda _: HttpResponse(request.body))(request), 400)
    assert document["detail"] == "The body broke off before its end."


# --- Content type ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        'Application/JSON;charset="UTF-8"',
    ],
)
def test_json_is_taken_under_its_own_name(door: Door, content_type: str) -> None:
    body = b'{"name": "Amina", "phone": "+256772123456"}'
    read(door.ask("POST", "/api/customers/", body, content_type=content_type), 201)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/jsonp",
        "application/problem+json",
        "text/json",
    ],
)
def test_json_under_another_name_is_refused(door: Door, content_type: str) -> None:
    body = b'{"name": "Amina", "phone": "+256772123456"}'
    response = door.ask("POST", "/api/customers/", body, content_type=content_type)
    assert read_problem(response, 415)["field"] == "Content-Type"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_whatever_writes_must_be_json(door: Door, method: str) -> None:
    path = "/api/products/00000000-0000-4000-8000-000000000000/"
    read_problem(door.ask(method, path, b'{"price": "1"}', content_type="text/plain"), 415)


# --- What every answer has ------------------------------------------------------------------------


def test_a_request_keeps_the_id_that_it_came_with() -> None:
    assert Door().get("/healthz", x_request_id="shop-1.2_3")["X-Request-Id"] == "shop-1.2_3"


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\nb", 'a"b', "é"])
def test_an_id_that_could_spoil_a_log_is_replaced(given: str) -> None:
    response = Door().get("/healthz", x_request_id=given)
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-Id"])


def test_no_answer_of_the_api_may_be_kept_by_a_cache(door: Door) -> None:
    for path in ("/api/products/", "/api/nowhere/", "/api/products/1/"):
        assert door.get(path)["Cache-Control"] == "no-store"


def test_one_line_is_logged_and_it_names_the_route_and_not_the_path(door: Door) -> None:
    with capture_logs() as lines:
        door.get("/api/products/?cursor=abc")
        Door().post("/api/webhooks/sms/the-secret-of-the-path/", b"id=1")
    told: list[Any] = [line for line in lines if line["event"] == "request"]
    assert [line["method"] for line in told] == ["GET", "POST"]
    assert [line["status"] for line in told] == [422, 503]
    assert told[1]["route"] == "api/webhooks/sms/<secret>/"
    assert [line["by"] for line in told] == ["key:tests", "anonymous"]
    assert "the-secret-of-the-path" not in str(lines)
    assert all(line["took_ms"] >= 0 for line in told)


# --- Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/api/nowhere/",
        "/api/orders",  # without its slash: a redirect would lose the body of a POST
        "/api/orders/1/",
        "/api/orders/not-a-uuid/",
        "/api/orders/00000000-0000-4000-8000-000000000000/",
        "/api/payments/not-a-uuid/",
        "/api/payments/00000000-0000-4000-8000-000000000000/",
        "/api/products/x/",
        "/api/products/00000000-0000-4000-8000-000000000000/",
        "/api/customers/x/",
        "/api/customers/-1/",
        "/api/customers/0/",
        "/api/customers/99999999999999999999999999/",
        "/api/customers/1.0/",
    ],
)
def test_what_is_not_there_is_a_404(door: Door, path: str) -> None:
    read_problem(door.get(path), 404)


def test_a_post_without_its_slash_is_not_redirected(door: Door) -> None:
    read_problem(door.post("/api/orders", {"customer": 1, "items": []}), 404)


@pytest.mark.parametrize("path", ["/api/orders/?number=%00", "/api/webhooks/momo/%00/", "/api/%00"])
def test_an_address_with_a_nul_is_refused(door: Door, path: str) -> None:
    read_problem(door.get(path), 400)


@pytest.mark.parametrize("path", ["/api/orders/?number=%ff", "/api/orders/?number=%ED%A0%80"])
def test_an_address_that_is_no_utf8_is_no_mistake_of_ours(door: Door, path: str) -> None:
    assert door.get(path).status_code < 500


def test_another_host_is_told_where_those_that_are_served_are_listed() -> None:
    document = read_problem(Door().get("/api/openapi.json", host="evil.example.org"), 400)
    assert document["type"] == "urn:nauli:problem:host-not-served"
    assert document["field"] == "Host"
    assert document["detail"] == (
        "This host name is not served here: ALLOWED_HOSTS lists those that are."
    )


@pytest.mark.parametrize("path", ["/healthz", "/admin/", "/nowhere"])
@pytest.mark.parametrize("host", ["evil.example.org", "a b", "x" * 300])
def test_a_page_says_so_too_and_no_trace_is_logged(
    path: str, host: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = Door().get(path, host=host)
    assert response.status_code == 400
    assert b"ALLOWED_HOSTS lists those that are." in response.content
    assert host.encode() not in response.content
    assert not [record for record in caplog.records if record.exc_info]
    assert "DisallowedHost" not in caplog.text


def test_a_secret_in_a_path_is_in_no_log_when_the_door_cannot_serve(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_RECEIPT_SECRETS = ["the-secret-of-the-path"]

    def gone(*_: object) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(gone), caplog.at_level("INFO"):
        response = Door().post("/api/webhooks/sms/the-secret-of-the-path/", b"id=1")
    assert response.status_code == 503
    assert "the-secret-of-the-path" not in caplog.text
