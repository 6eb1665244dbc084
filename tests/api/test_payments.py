from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.http import HttpResponse

from nauli.catalog.models import Product
from nauli.gateways.contract import (
    FAILURES,
    Charge,
    Journal,
    Misconfigured,
    Outcome,
    Refused,
    Report,
)
from nauli.idempotency.models import Key
from nauli.kit.money import Money
from nauli.orders.end import release
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.door import Door, read, read_problem
from tests.factories import failed, new_key, new_order, new_payment, new_product, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import PAID, world
from tests.together import together

pytestmark = pytest.mark.django_db


def _charge(door: Door, order: Order, key: str = "k", **more: str) -> HttpResponse:
    body = {"order": str(order.pk), **more}
    return door.post("/api/payments/charge/", body, idempotency_key=key)


def test_a_charge_answers_201_pending_and_where_to_ask(door: Door, gateway: FakeGateway) -> None:
    order = new_order(new_product(price="25000", currency="UGX"))
    response = _charge(door, order)
    payment = Payment.objects.get()
    charged = read(response, 201)
    assert response["Location"] == f"/api/payments/{payment.pk}/"
    assert charged == {
        "id": str(payment.pk),
        "reference": payment.reference,
        "provider_reference": str(payment.pk),
        "order": str(order.pk),
        "method": "momo",
        "status": "pending",
        "amount": "25000",
        "currency": "UGX",
        "failure": None,
        "checkout_url": None,
        "returned": "0",
        "booked_to": None,
        "created_at": charged["created_at"],
    }
    assert read(door.get(response["Location"])) == charged


@pytest.mark.parametrize(
    ("told", "ended", "booked_to"),
    [("12.50", False, "orders"), ("12.50", True, "unapplied"), ("1.00", False, "suspense")],
)
def test_a_payment_says_where_its_money_lies(
    door: Door, told: str, *, ended: bool, booked_to: str
) -> None:
    payment = new_payment(new_order(new_product(stock=1)))
    if ended:
        release(payment.order, Order.Status.CANCELLED, reason="")
        new_order(*Product.objects.all())
    settle(succeeded(payment, amount=Money.parse(told, "EUR")))
    assert read(door.get(f"/api/payments/{payment.pk}/"))["booked_to"] == booked_to
    (listed,) = read(door.get(f"/api/payments/?reference={payment.reference}"))["items"]
    assert listed["booked_to"] == booked_to


def test_a_refusal_of_the_gateway_is_a_failed_payment_and_not_an_error(
    door: Door, gateway: FakeGateway
) -> None:
    gateway.says = [Refused("PAYER_NOT_FOUND", code="payer_not_found")]
    charged = read(_charge(door, new_order()), 201)
    assert charged["status"] == "failed"
    assert charged["failure"] == {
        "code": "payer_not_found",
        "message": FAILURES["payer_not_found"],
    }


def test_our_own_fault_at_the_gateway_is_pending_and_never_a_decline(
    door: Door, gateway: FakeGateway
) -> None:
    gateway.says = [Misconfigured("the subscription key is wrong: s3cret")]
    response = _charge(door, new_order())
    assert read(response, 201)["status"] == "pending"
    assert b"s3cret" not in response.content


# --- The same key, the same answer ----------------------------------------------------------------


def test_the_same_key_replays_byte_for_byte_also_when_the_payment_has_moved_on(
    door: Door, gateway: FakeGateway
) -> None:
    order = new_order()
    first = _charge(door, order)
    settle(succeeded(Payment.objects.get()))
    second = _charge(door, order, '"k"')
    assert (second.status_code, second.content) == (201, first.content)
    assert second["Location"] == first["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert read(second, 201)["status"] == "pending"
    assert read(door.get(second["Location"]))["status"] == "succeeded"
    assert gateway.verbs == ["charge"]


@pytest.mark.parametrize("key", [None, "", '""', '"k', "a b", "é", "k" * 256])
def test_without_a_proper_key_nothing_is_charged(
    door: Door, gateway: FakeGateway, key: str | None
) -> None:
    headers = {} if key is None else {"idempotency_key": key}
    response = door.post("/api/payments/charge/", {"order": str(new_order().pk)}, **headers)
    document = read_problem(response, 400)
    assert document["field"] == "Idempotency-Key"
    assert document["type"].endswith("key-missing" if key is None else "key-malformed")
    assert not Payment.objects.exists()
    assert gateway.asked == []


def test_who_answers_last_gives_the_answer_that_was_stored_first(
    door: Door, gateway: FakeGateway
) -> None:
    def answered_meanwhile(charge: Charge, _: Journal) -> Report:
        # The lease has ended while we wait, and a retry has answered.
        Key.objects.update(status=201, body=b'{"first": true}', location="/x/")
        return Report(reference=charge.reference, outcome=Outcome.PENDING)

    gateway.says = [answered_meanwhile]
    response = _charge(door, new_order())
    assert (response.content, response["Location"]) == (b'{"first": true}', "/x/")
    assert response["Idempotent-Replayed"] == "true"


def test_another_body_under_the_same_key_is_refused(door: Door, gateway: FakeGateway) -> None:
    order = new_order()
    _charge(door, order)
    for body in ({"phone": "0772000000"}, {"method": "momo"}):
        document = read_problem(_charge(door, order, **body), 422)
        assert document["type"] == "urn:nauli:problem:key-reused"
    assert read_problem(_charge(door, new_order()), 422)["field"] == "Idempotency-Key"
    assert gateway.verbs == ["charge"]


def test_while_the_first_is_running_a_retry_is_told_when_to_come_back(
    door: Door, gateway: FakeGateway
) -> None:
    order = new_order()
    seen: list[HttpResponse] = []

    def meanwhile(charge: Charge, _: Journal) -> Report:
        seen.append(_charge(door, order))
        return Report(reference=charge.reference, outcome=Outcome.PENDING)

    gateway.says = [meanwhile]
    assert _charge(door, order).status_code == 201
    (response,) = seen
    assert read_problem(response, 409)["type"] == "urn:nauli:problem:key-in-use"
    assert response["Retry-After"] == "1"
    assert gateway.verbs == ["charge"]


def test_a_retry_after_a_crash_asks_about_the_same_payment_and_never_charges_again(
    door: Door, gateway: FakeGateway
) -> None:
    order = new_order()
    gateway.says = [RuntimeError("killed in between")]
    assert _charge(door, order).status_code == 500
    assert Key.objects.get().status is None  # an unknown outcome is no answer to keep
    read_problem(_charge(door, order), 409)
    Key.objects.update(lease_until=Now() - timedelta(seconds=1))
    continued = _charge(door, order)
    assert read(continued, 201)["id"] == str(Payment.objects.get().pk)
    assert _charge(door, order).content == continued.content
    assert gateway.verbs == ["charge", "look"]


def test_a_key_belongs_to_the_api_key_that_sent_it(door: Door, gateway: FakeGateway) -> None:
    order = new_order()
    _charge(door, order)
    document = read_problem(_charge(Door(new_key()), order), 409)
    assert document["payment"] == str(Payment.objects.get().pk)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_charge_once(door: Door, gateway: FakeGateway) -> None:
    order = new_order()
    came = together([partial(_charge, door, order)] * 10)
    answers = [one for one in came if isinstance(one, HttpResponse)]
    assert len(answers) == 10
    assert {one.status_code for one in answers} <= {201, 409}
    assert len({one.content for one in answers if one.status_code == 201}) == 1
    assert gateway.verbs == ["charge"]
    assert Payment.objects.count() == 1


# --- Refusals, which are not kept -----------------------------------------------------------------


@pytest.mark.parametrize("state", ["in flight", "paid", "cancelled", "expired", "set aside"])
def test_an_order_that_cannot_be_paid_says_why(
    door: Door, gateway: FakeGateway, state: str
) -> None:
    payment = new_payment()
    order = payment.order
    if state == "paid":
        settle(succeeded(payment))
    elif state == "set aside":
        settle(Report(reference=payment.reference, outcome=Outcome.SUCCEEDED))
    elif state in {"cancelled", "expired"}:
        settle(failed(payment))
        Order.objects.filter(pk=order.pk).update(status=state)
    document = read_problem(_charge(door, order), 409)
    if state in {"cancelled", "expired"}:
        assert state in document["detail"]
        assert "payment" not in document
    else:
        assert document["payment"] == str(payment.pk)
    assert not Key.objects.exists()
    assert gateway.asked == []


def test_a_currency_that_the_method_does_not_take_says_which_do(
    door: Door, gateway: FakeGateway
) -> None:
    order = new_order(new_product(price="5", currency="GHS"))
    document = read_problem(_charge(door, order), 422)
    assert (document["field"], document["methods"]) == ("method", [])
    assert "EUR, UGX" in document["detail"]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"method": "chips"}, "method"), ({"phone": "12"}, "phone"), ({"amount": "1"}, "amount")],
)
def test_a_value_that_cannot_be_is_refused_and_named(
    door: Door, gateway: FakeGateway, more: dict[str, str], field: str
) -> None:
    assert read_problem(_charge(door, new_order(), **more), 422)["field"] == field
    assert not Key.objects.exists()


def test_an_order_that_is_not_there_is_refused(door: Door, gateway: FakeGateway) -> None:
    body = {"order": str(uuid4())}
    response = door.post("/api/payments/charge/", body, idempotency_key="k")
    assert read_problem(response, 422)["field"] == "order"


# --- Asking ---------------------------------------------------------------------------------------


def test_verify_asks_the_gateway_now_and_settles_what_it_says(
    door: Door, gateway: FakeGateway
) -> None:
    payment = new_payment()
    Payment.objects.update(next_look_at=Now() + timedelta(hours=1))
    gateway.says = [succeeded(payment, transaction="T1")]
    assert read(door.post(f"/api/payments/{payment.pk}/verify/"))["status"] == "succeeded"
    assert world(payment) == PAID
    assert gateway.verbs == ["look"]


def test_verify_of_nothing_is_a_404(door: Door, gateway: FakeGateway) -> None:
    read_problem(door.post(f"/api/payments/{uuid4()}/verify/"), 404)


def test_payments_are_found_by_reference_and_status(door: Door) -> None:
    mine, other = new_payment(), new_payment()
    settle(failed(other))

    def found(query: str) -> list[str]:
        return [item["id"] for item in read(door.get(f"/api/payments/?{query}"))["items"]]

    assert found(f"reference={mine.reference}") == [str(mine.pk)]
    assert found("status=failed") == [str(other.pk)]
    assert found("reference=NAU-NOBODY") == []
    assert found("") == [str(mine.pk), str(other.pk)]
    assert read_problem(door.get("/api/payments/?status=lost"), 422)["field"] == "status"


# --- Moving on ------------------------------------------------------------------------------------


def test_a_payment_in_flight_is_cancelled_and_another_may_follow(
    door: Door, gateway: FakeGateway
) -> None:
    order = new_order()
    first = read(_charge(door, order), 201)
    cancelled = read(door.post(f"/api/payments/{first['id']}/cancel/"))
    assert cancelled == {**first, "status": "cancelled"}
    second = read(_charge(door, order, key="another"), 201)
    assert second["status"] == "pending"
    listed = read(door.get("/api/payments/?status=cancelled"))["items"]
    assert [payment["id"] for payment in listed] == [first["id"]]
    assert gateway.verbs == ["charge", "look", "charge"]


def test_what_has_succeeded_is_not_cancelled(door: Door) -> None:
    payment = settle(succeeded(new_payment()))
    document = read_problem(door.post(f"/api/payments/{payment.pk}/cancel/"), 409)
    assert document["type"].endswith(":payment-not-cancellable")
    assert document["payment"] == str(payment.pk)
    assert world(payment) == PAID
