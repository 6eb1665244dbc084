"""draft-ietf-httpapi-idempotency-key-header and docs/idempotency.md, rule by rule, over HTTP."""

from __future__ import annotations

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import requests

from tests.conformance.client import Client, Json


def _key() -> str:
    return str(uuid.uuid4())


def _refused(answer: requests.Response, status: int, type_: str) -> Json:
    """Return the problem after a look at what every problem has."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Idempotent-Replayed" not in answer.headers
    problem: Json = answer.json()
    assert problem["type"].endswith(f":{type_}"), problem
    assert problem["detail"]
    return problem


def _replayed(answer: requests.Response, first: requests.Response) -> None:
    assert answer.status_code == first.status_code
    assert answer.content == first.content
    assert answer.headers["Location"] == first.headers["Location"]
    assert answer.headers["Idempotent-Replayed"] == "true"


# --- The header -----------------------------------------------------------------------------------


def test_a_charge_without_a_key_is_refused_and_says_where_to_read_why(client: Client) -> None:
    order = client.place()
    problem = _refused(client.charge(order), 400, "key-missing")
    assert problem["documentation"].startswith("/")
    assert client.payments_of(order) == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        '""',
        "two words",
        '"unclosed',
        'closed"',
        '"a"b',
        '"tab\there"',
        '"bad \\escape"',
        "café".encode(),
        "ключ".encode(),
        '"café"'.encode("latin-1"),
        "k" * 256,
        f'"{"k" * 256}"',
        "one, two",
        '"one", "two"',
    ],
)
def test_a_malformed_key_is_refused_and_nothing_happens(client: Client, key: str | bytes) -> None:
    order = client.place()
    _refused(client.charge(order, key=key), 400, "key-malformed")
    assert client.payments_of(order) == []
    assert client.charge(order, key=_key()).status_code == 201


@pytest.mark.parametrize(
    "shape", ["{key}", '"{key}"', "!#$%&'*+-.^_`|~:;<=>?@/{key}", '" spaces, and a comma {key}"']
)
def test_printable_ascii_is_a_key(client: Client, shape: str) -> None:
    order, key = client.place(), shape.format(key=_key())
    first = client.charge(order, key=key)
    assert first.status_code == 201, first.text
    _replayed(client.charge(order, key=key), first)


@pytest.mark.parametrize("quoted", [False, True])
def test_a_key_may_have_255_characters(client: Client, *, quoted: bool) -> None:
    order, key = client.place(), (_key() * 8)[:255]
    first = client.charge(order, key=f'"{key}"' if quoted else key)
    assert first.status_code == 201, first.text
    _replayed(client.charge(order, key=key), first)


def test_the_quoted_and_the_bare_form_are_one_key(client: Client) -> None:
    order, key = client.place(), _key()
    first = client.charge(order, key=key)
    _replayed(client.charge(order, key=f'"{key}"'), first)
    assert len(client.payments_of(order)) == 1


def test_an_escaped_quote_is_part_of_the_key(client: Client) -> None:
    order, key = client.place(), _key()
    first = client.charge(order, key=f'"{key}\\"\\\\"')
    assert first.status_code == 201, first.text
    _replayed(client.charge(order, key=f'"{key}\\"\\\\"'), first)
    _refused(client.charge(order, key=f'"{key}"'), 409, "payment-in-flight")


def test_letters_are_compared_as_they_are(client: Client) -> None:
    order, key = client.place(), f"Key-{_key()}"
    assert client.charge(order, key=key).status_code == 201
    _refused(client.charge(order, key=key.upper()), 409, "payment-in-flight")


# --- The same key again ---------------------------------------------------------------------------


def test_the_same_request_gets_the_same_answer_byte_for_byte(client: Client) -> None:
    order, key = client.place(), _key()
    first = client.charge(order, key=key)
    assert "Idempotent-Replayed" not in first.headers
    for _ in range(3):
        _replayed(client.charge(order, key=key), first)
    assert len(client.payments_of(order)) == 1


def test_the_answer_stays_when_the_payment_moves_on(client: Client) -> None:
    order, key = client.place(), _key()
    first = client.charge(order, key=key)
    payment = first.json()
    path = f"/api/payments/{payment['id']}/"
    deadline = time.monotonic() + 60
    while client.get(path)["status"] == "pending" and time.monotonic() < deadline:
        time.sleep(0.2)
    assert client.get(path)["status"] != payment["status"] == "pending"
    _replayed(client.charge(order, key=key), first)


def test_spaces_and_the_order_of_fields_do_not_make_another_request(client: Client) -> None:
    body, key = client.order_body(), _key()
    first = client.post("/api/orders/", body, key=key)
    assert first.status_code == 201, first.text
    turned = json.dumps(dict(reversed(body.items())), indent=3).encode()
    _replayed(client.post("/api/orders/", turned, key=key), first)


def test_another_body_is_refused_and_nothing_happens(client: Client) -> None:
    order, other, key = client.place(), client.place(), _key()
    first = client.charge(order, key=key)
    _refused(client.charge(other, key=key), 422, "key-reused")
    assert client.payments_of(other) == []
    _replayed(client.charge(order, key=key), first)


def test_another_address_is_another_request(client: Client) -> None:
    order, key = client.place(), _key()
    placed = client.post("/api/orders/", client.order_body(), key=key)
    assert placed.status_code == 201, placed.text
    _refused(client.charge(order, key=key), 422, "key-reused")
    assert client.payments_of(order) == []


def test_a_second_while_the_first_is_running_may_come_again_unchanged(client: Client) -> None:
    order, key, clients = client.place(), _key(), 12
    barrier = Barrier(clients, timeout=60)

    def charge(_: int) -> requests.Response:
        barrier.wait()
        return client.charge(order, key=key)

    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(charge, range(clients)))
    for answer in answers:
        if answer.status_code == 409:
            _refused(answer, 409, "key-in-use")
            assert int(answer.headers["Retry-After"]) >= 1
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    assert len([answer for answer in done if "Idempotent-Replayed" not in answer.headers]) == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    _replayed(client.charge(order, key=key), done[0])
    assert len(client.payments_of(order)) == 1


def test_an_order_is_placed_once_per_key(client: Client) -> None:
    body, key = client.order_body(), _key()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/api/orders/", body, key=key), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1


def test_an_order_needs_no_key_and_then_each_is_a_new_one(client: Client) -> None:
    body = client.order_body()
    answers = [client.post("/api/orders/", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 2


def test_where_no_key_is_taken_it_does_nothing(client: Client) -> None:
    key = _key()
    first = client.get("/api/products/?limit=1", key=key)
    assert client.get("/api/products/?limit=2", key=key) != first
    assert client.charge(client.place(), key=key).status_code == 201


# --- Refusals are not answers to keep -------------------------------------------------------------


def test_a_bad_body_is_not_stored(client: Client) -> None:
    order, key = client.place(), _key()
    for body in (b"{", b"[]", {"order": 5}, {}, {"order": order["id"], "more": 1}):
        answer = client.post("/api/payments/charge/", body, key=key)
        assert answer.status_code in {400, 422}, answer.text
    assert client.charge(order, key=key).status_code == 201


def test_an_order_that_does_not_exist_is_not_stored(client: Client) -> None:
    order, key = client.place(), _key()
    _refused(client.charge({"id": str(uuid.uuid4())}, key=key), 422, "unknown-order")
    assert client.charge(order, key=key).status_code == 201


def test_who_is_not_known_stores_nothing(client: Client) -> None:
    order, key = client.place(), _key()
    body = {"order": order["id"]}
    answer = client.post("/api/payments/charge/", body, key=key, authorized=False)
    assert answer.status_code == 401
    assert client.charge(order, key=key).status_code == 201


def test_a_refusal_by_the_orders_state_is_not_stored(client: Client) -> None:
    order, key = client.place(), _key()
    live = client.charge(order, key=_key()).json()
    _refused(client.charge(order, key=key), 409, "payment-in-flight")
    # It may have been approved meanwhile: then the order is paid, and that is not stored either.
    client.post(f"/api/payments/{live['id']}/cancel/", {})
    again = client.charge(order, key=key)
    if again.status_code != 201:
        _refused(again, 409, "order-not-payable")
        assert client.charge(client.place(), key=key).status_code == 201


# --- Whose key it is ------------------------------------------------------------------------------


def test_a_key_belongs_to_the_api_key_that_sent_it(client: Client, another_client: Client) -> None:
    order, other, key = client.place(), client.place(), _key()
    first = client.charge(order, key=key)
    second = another_client.charge(other, key=key)
    assert (first.status_code, second.status_code) == (201, 201), second.text
    assert first.json()["id"] != second.json()["id"]
    _replayed(client.charge(order, key=key), first)
    _replayed(another_client.charge(other, key=key), second)


def test_nobody_gets_another_clients_answer(client: Client, another_client: Client) -> None:
    order, key = client.place(), _key()
    client.charge(order, key=key)
    _refused(another_client.charge(order, key=key), 409, "payment-in-flight")
    assert len(client.payments_of(order)) == 1
