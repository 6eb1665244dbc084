"""The web server or the database dies at once, with a charge in its hands."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests

from tests.stories.blows import database_killed, kill_web
from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json, Shop
from tests.stories.town import Town, raise_town

pytestmark = pytest.mark.story

_LEASE_SECONDS = 30  # as docs/idempotency.md publishes it
_LONG_SECONDS = 60
_LEFT_SECONDS = 5  # of a lease that is seen to be as long as it is published; nobody waits for all
_SHORTEN_LEASES = """
    UPDATE idempotency_key SET lease_until = clock_timestamp() + make_interval(secs => %s)
    FROM (SELECT id, lease_until - created_at AS lease FROM idempotency_key) AS written
    WHERE written.id = idempotency_key.id AND status IS NULL
    RETURNING key, extract(epoch FROM lease)
"""
_END_LEASES = """
    UPDATE idempotency_key SET lease_until = now() - interval '1 second'
    WHERE status IS NULL RETURNING key
"""


@pytest.fixture(scope="module")
def _mortal_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    # The sweep comes so late that whatever is found out is found out by the retry or a callback.
    # Without a pool, nobody waits for a connection that cannot be had.
    settings = {
        "FIRST_LOOK_SECONDS": "600",
        "RESEND_AFTER_SECONDS": "2",
        "DATABASE_POOL_SIZE": "0",
    }
    with raise_town(tmp_path_factory.mktemp("mortal"), durable=True, settings=settings) as town:
        yield town


@pytest.fixture
def town(_mortal_town: Town) -> Iterator[Town]:
    """A town whose database keeps what it has committed, and whose sweep comes much later."""
    yield _mortal_town
    _mortal_town.outside.calm()


def _place(town: Town, price: str, currency: str) -> tuple[Json, Json]:
    """Return a new customer's order, and by what a fault knows the customer."""
    customer = town.shop.add_customer()
    order = town.shop.place(customer, town.shop.add_product(price, currency))
    return order, {"payer": customer["phone"]}


@contextmanager
def _charging(where: Shop, order: Json) -> Iterator[Future[requests.Response]]:
    """Charge in a thread, the order's id the key; wait for its answer at the end."""
    shop = Shop(where.url, where.key)
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(shop.try_to_charge, order, key=order["id"])
    shop.close()


def _payment_of(town: Town, order: Json) -> Json:
    (payment,) = town.shop.order(order)["payments"]
    return payment


def _retry(town: Town, order: Json) -> requests.Response:
    """Send the charge again as long as it is said to be running; do as Retry-After says."""
    deadline = time.monotonic() + _LEFT_SECONDS + 15
    while True:
        answer = town.shop.try_to_charge(order, key=order["id"])
        if answer.status_code != 409:
            return answer
        assert answer.json()["type"] == "urn:nauli:problem:key-in-use"
        assert time.monotonic() < deadline
        time.sleep(int(answer.headers["Retry-After"]))


def _assert_charged_once(town: Town, order: Json, answer: requests.Response) -> None:
    payment = _payment_of(town, order)
    assert (answer.status_code, answer.json()["id"]) == (201, payment["id"])
    until_ended(town, payment)
    assert_paid(town, payment)
    assert_told(town, payment, "payment_succeeded")
    (charge,) = town.outside.charges_for(order)
    assert (charge["reference"], charge["asked"]) == (payment["provider_reference"], 1)
    again = town.shop.try_to_charge(order, key=order["id"])
    assert (again.content, again.headers["Idempotent-Replayed"]) == (answer.content, "true")


def test_web_killed_before_and_after_the_gateway_was_asked(town: Town) -> None:
    """One charge is claimed and not sent, another is taken and not recorded. A retry ends both."""
    outside = town.outside
    asked = _place_hanging(town, seconds=_LONG_SECONDS)
    # Of a currency that nobody was charged in: no process has a token for it.
    claimed, _ = _place(town, "20.50", "GHS")

    with _charging(town.shop, asked) as first:
        town.eventually(lambda: outside.charges_for(asked), what="the charge that is taken")
        outside.fault("momo.token", "hang_before", seconds=_LONG_SECONDS)
        with _charging(town.shop, claimed) as second:
            town.eventually(lambda: outside.struck("momo.token"), what="the wait for a token")
            kill_web(town)
    for cut in (first, second):
        assert isinstance(cut.exception(), requests.ConnectionError)
    town.cut_off += 2
    for order in (asked, claimed):
        assert _payment_of(town, order)["status"] == "pending"
    assert outside.charges_for(claimed) == []

    began = time.monotonic()
    leases = dict(town.rows(_SHORTEN_LEASES, _LEFT_SECONDS))
    assert leases.keys() == {claimed["id"], asked["id"]}
    assert [*map(float, leases.values())] == pytest.approx([_LEASE_SECONDS] * 2, abs=0.5)
    for order in (claimed, asked):
        answer = _retry(town, order)
        assert time.monotonic() - began >= _LEFT_SECONDS
        _assert_charged_once(town, order, answer)
    assert_at_peace(town)


def test_database_killed_while_charges_run(town: Town) -> None:
    """It is not there when a charge's answer comes. Who keeps a pool waits for it, some seconds."""
    shop, outside = town.shop, town.outside
    patient = town.add_web(DATABASE_POOL_SIZE="8")
    unrecorded, recorded = _place_hanging(town, seconds=2), _place_hanging(town, seconds=2)
    prompted, match = _place(town, "47000", "UGX")
    outside.make_wait(match["payer"])
    waiting = shop.charge(prompted)
    refused, _ = _place(town, "48000", "UGX")

    with _charging(shop, unrecorded) as hasty, _charging(patient, recorded) as riding_it_out:
        town.eventually(lambda: outside.charges_for(unrecorded), what="the charge that is taken")
        town.eventually(lambda: outside.charges_for(recorded), what="the charge that is taken")
        with database_killed(town):
            outside.approve(waiting)
            assert hasty.result().status_code == 503
            _assert_says_come_again(town, refused)
    assert riding_it_out.result().status_code == 201
    town.cut_off += 1

    until_ended(town, waiting)
    assert_paid(town, waiting)
    assert_told(town, waiting, "payment_succeeded")
    (callback,) = outside.charge(waiting)["callbacks"]
    assert callback["attempts"][0]["status"] == 503
    # Nobody waits here for the lease: that it is kept is seen above.
    assert town.rows(_END_LEASES) == [(unrecorded["id"],)]
    assert shop.verify(_payment_of(town, recorded))["status"] == "succeeded"
    for order in (recorded, unrecorded, refused):
        _assert_charged_once(town, order, shop.try_to_charge(order, key=order["id"]))
    assert_at_peace(town)


def _place_hanging(town: Town, *, seconds: float) -> Json:
    """Return an order whose charge the gateway takes, holds the answer to, and tells nobody of."""
    order, match = _place(town, "46000", "UGX")
    town.outside.fault("momo.requesttopay", "hang_after", seconds=seconds, match=match)
    town.outside.fault("momo.callback", "drop", match=match)
    return order


def _assert_says_come_again(town: Town, order: Json) -> None:
    shop = town.shop
    assert shop.ask("GET", "/healthz").status_code == 200
    assert shop.ask("GET", "/readyz").status_code == 503
    told = {"provider_reference": "none", "order_id": order["id"], "status": "success"}
    event = json.dumps(told).encode()
    for answer in (
        shop.try_to_charge(order, key=order["id"]),
        shop.ask("GET", f"/api/orders/{order['id']}/"),
        shop.send_event(event, town.outside.sign(event)),
    ):
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
    assert town.outside.charges_for(order) == []
