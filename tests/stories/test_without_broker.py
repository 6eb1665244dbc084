"""No Valkey: never started, stopped, hanging, or with everything forgotten.

Requests answer as fast as ever, and the schedule does all the work.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json, Shop
from tests.stories.town import Town, raise_town

pytestmark = pytest.mark.story

_ROUNDS = 15
# Without a broker a request may take half as long again, and 50 ms on top.
_RATIO, _ALLOWANCE_SECONDS = 1.5, 0.05


def _pay(town: Town) -> None:
    """Play the straight line once, from the order to the SMS on the phone."""
    shop = town.shop
    payment = shop.charge(shop.place(shop.add_customer(), shop.add_product("17000", "UGX")))
    until_ended(town, payment)
    assert_paid(town, payment)
    assert_told(town, payment, "payment_succeeded")


class _Stopwatch:
    """Times requests of one shop. Nothing is paid: a person never answers on this handset."""

    def __init__(self, town: Town, shop: Shop) -> None:
        self._outside = town.outside
        self._shop = shop
        self._customer = shop.add_customer()
        town.outside.make_wait(self._customer["phone"])
        self._product = shop.add_product("100", "UGX", stock=1000)
        self._took: dict[str, list[float]] = {"order": [], "charge": [], "event": []}

    def round(self) -> None:
        shop = self._shop
        order = self._time("order", lambda: shop.place(self._customer, self._product))
        payment = self._time("charge", lambda: shop.charge(order))
        told = {
            "provider_reference": payment["provider_reference"],
            "order_id": order["id"],
            "status": "pending",
            "id": str(uuid.uuid4()),
        }
        body = json.dumps(told).encode()
        signature = self._outside.sign(body)
        answer = self._time("event", lambda: shop.send_event(body, signature))
        assert answer.json() == {"received": True, "new": True}

    def medians(self) -> dict[str, float]:
        return {what: median(times) for what, times in self._took.items()}

    def _time(self, what: str, ask: Callable[[], Json]) -> Json:
        began = time.perf_counter()
        answer = ask()
        self._took[what].append(time.perf_counter() - began)
        return answer


def _assert_as_fast(without: _Stopwatch, with_broker: _Stopwatch) -> None:
    usual = with_broker.medians()
    for what, seconds in without.medians().items():
        assert seconds <= usual[what] * _RATIO + _ALLOWANCE_SECONDS, (what, seconds, usual[what])


@pytest.fixture
def town(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    """A town; the parameter says whether its broker was ever started."""
    # The stopwatch's payments are never answered: that they are asked about would only disturb it.
    settings = {"FIRST_LOOK_SECONDS": "600"}
    with raise_town(tmp_path, broker=request.param, settings=settings) as town:
        yield town


@pytest.mark.parametrize("town", [False], indirect=True, ids=["never started"])
def test_never_started(town: Town) -> None:
    _pay(town)
    assert town.shop.get("/readyz")["broker"] == "unreachable"
    town.broker.start()
    other = town.add_web()
    assert other.get("/readyz")["broker"] == "ok"
    without, with_broker = _Stopwatch(town, town.shop), _Stopwatch(town, other)
    for _ in range(_ROUNDS):
        without.round()
        with_broker.round()
    _assert_as_fast(without, with_broker)
    _pay(town)
    assert_at_peace(town)


@pytest.mark.parametrize("town", [True], indirect=True, ids=["there at first"])
def test_forgetting_hanging_and_gone(town: Town) -> None:
    _forget_everything(town)

    with_broker, hanging, gone = (_Stopwatch(town, town.shop) for _ in range(3))
    for _ in range(_ROUNDS):
        with_broker.round()
    with town.broker.hanging():
        for _ in range(_ROUNDS):
            hanging.round()
        _pay(town)
    _assert_as_fast(hanging, with_broker)

    town.broker.stop()
    assert town.shop.get("/readyz")["broker"] == "unreachable"
    for _ in range(_ROUNDS):
        gone.round()
    _assert_as_fast(gone, with_broker)
    _pay(town)
    assert_at_peace(town)


def _forget_everything(town: Town) -> None:
    """FLUSHALL while work is queued; then the schedule does it, and later bells are heard."""
    shop = town.shop
    product = shop.add_product("13000", "UGX")
    with ExitStack() as frozen:
        frozen.enter_context(town.frozen("schedule"))
        with town.frozen("worker"):
            payments = [shop.charge(shop.place(shop.add_customer(), product)) for _ in range(4)]
            # A frozen worker may have one bell in its hands already.
            town.eventually(lambda: town.broker.waiting_bells() >= 3, what="bells in the queue")
            town.broker.forget_everything()
        # The worker is back and the schedule is not: what was forgotten stays undone, ...
        states = [shop.payment(payment)["status"] for payment in payments]
        assert states.count("pending") >= 3
        # ... and what is new is done: the broker needs nothing that it has forgotten.
        _pay(town)
    for payment in payments:
        until_ended(town, payment)
        assert_paid(town, payment)
        assert_told(town, payment, "payment_succeeded")
