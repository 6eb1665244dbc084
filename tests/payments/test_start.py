from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.cases.close import close_case
from nauli.cases.models import Case
from nauli.gateways.contract import (
    Charge,
    Journal,
    Misconfigured,
    Outcome,
    Refused,
    Report,
    Unreachable,
    Unsure,
)
from nauli.gateways.registry import UnknownMethod
from nauli.idempotency.claim import KeyInUse, Ticket, answer
from nauli.idempotency.models import Key
from nauli.kit.errors import NauliError
from nauli.kit.phones import InvalidPhone
from nauli.orders.end import release
from nauli.orders.models import Order
from nauli.payments import errors
from nauli.payments.models import Exchange, Payment
from nauli.payments.settle import settle
from nauli.payments.start import Started, start_payment
from nauli.record.models import Change
from tests.factories import (
    failed,
    new_customer,
    new_order,
    new_payment,
    new_product,
    new_ticket,
    succeeded,
)
from tests.fakes import FakeGateway
from tests.payments.world import FAILED, PAID, WAITING, again, world
from tests.together import together

pytestmark = pytest.mark.django_db


def _start(
    order: UUID, *, ticket: Ticket | None = None, method: str = "momo", phone: str = ""
) -> Started:
    return start_payment(order, method=method, phone=phone, ticket=ticket or new_ticket())


def _payment(started: Started) -> Payment:
    assert started.payment is not None
    return started.payment


def _refused(
    family: type[NauliError],
    gateway: FakeGateway,
    order: UUID,
    *,
    method: str = "momo",
    phone: str = "",
) -> NauliError:
    """Return the refusal after a look at that nothing has moved and nobody was asked."""
    before = list(Payment.objects.order_by("pk").values())
    with pytest.raises(family) as refusal:
        _start(order, method=method, phone=phone)
    assert list(Payment.objects.order_by("pk").values()) == before
    assert not Key.objects.exists()
    assert gateway.asked == []
    return refusal.value


# --- Claim, ask, settle ---------------------------------------------------------------------------


def test_the_gateway_is_asked_for_the_orders_total_under_our_own_reference(
    gateway: FakeGateway, settings: Settings
) -> None:
    settings.MERCHANT_NAME = "Amina's shop"
    order = new_order()
    payment = _payment(_start(order.pk))
    assert world(payment) == WAITING
    ((verb, charge),) = gateway.asked
    assert verb == "charge"
    assert charge == Charge(
        id=payment.pk,
        reference=payment.reference,
        order_id=order.pk,
        amount=order.total,
        payer="+256772123456",
        note=f"Amina's shop {order.number}",
        name="Amina",
        email="amina@example.org",
    )
    change = Change.objects.get(subject="payment")
    assert (change.before, change.after, change.reason) == ("", "pending", order.number)


@pytest.mark.django_db(transaction=True)
def test_all_is_committed_before_the_gateway_hears_of_it_and_no_transaction_is_open(
    gateway: FakeGateway,
) -> None:
    seen: list[object] = []

    def look_from_outside(charge: Charge, _: Journal) -> Report:
        def read() -> object:
            payment = Payment.objects.get(pk=charge.id)
            return payment.state, Key.objects.get().subject == str(charge.id)

        seen.extend(together([read]))
        return Report(reference=charge.reference, outcome=Outcome.PENDING)

    gateway.says = [look_from_outside]
    _start(new_order().pk)
    assert seen == [("pending", True)]
    assert gateway.inside_a_transaction == [False]


@pytest.mark.django_db(transaction=True)
def test_a_payment_cannot_be_started_inside_a_transaction(gateway: FakeGateway) -> None:
    order = new_order()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        _start(order.pk)
    assert gateway.asked == []


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_is_written_down_before_and_completed_after(gateway: FakeGateway) -> None:
    rows: list[list[tuple[str, int | None, bool]]] = []

    def read() -> None:
        found = Exchange.objects.order_by("id")
        rows.append([(row.operation, row.status, row.ended_at is None) for row in found])

    def speak(charge: Charge, journal: Journal) -> Report:
        exchange = journal.sending("requesttopay", method="POST", url="/", headers={}, body=b"{}")
        together([read])
        exchange.answered(202, b"")
        together([read])
        return Report(reference=charge.reference, outcome=Outcome.PENDING)

    gateway.says = [speak]
    _start(new_order().pk)
    assert rows == [[("requesttopay", None, True)], [("requesttopay", 202, False)]]


def test_a_gateway_that_has_the_money_at_once_settles_at_once(gateway: FakeGateway) -> None:
    gateway.says = [
        lambda charge, _: Report(
            reference=charge.reference,
            outcome=Outcome.SUCCEEDED,
            amount=charge.amount,
            transaction="T1",
        )
    ]
    assert world(_payment(_start(new_order().pk))) == PAID


def test_a_refusal_fails_the_payment_and_tells_the_customer(gateway: FakeGateway) -> None:
    gateway.says = [Refused("PAYER_NOT_FOUND", code="payer_not_found")]
    payment = _payment(_start(new_order().pk))
    assert world(payment) == FAILED
    assert (payment.failure_code, payment.failure_message) == ("payer_not_found", "PAYER_NOT_FOUND")


@pytest.mark.parametrize(
    "error", [Unreachable("refused"), Unsure("timeout"), Misconfigured("no key")]
)
def test_doubt_and_our_own_faults_leave_it_pending_and_a_look_planned(
    gateway: FakeGateway, settings: Settings, error: Exception
) -> None:
    settings.FIRST_LOOK_SECONDS = 5
    gateway.says = [error]
    payment = again(_payment(_start(new_order().pk)))
    assert world(payment) == WAITING
    assert payment.failure_code == ""
    assert payment.next_look_at is not None
    wait = payment.next_look_at - payment.created_at
    assert timedelta(seconds=4) < wait < timedelta(seconds=6)


def test_a_payment_that_was_settled_while_the_gateway_spoke_stays_settled(
    gateway: FakeGateway,
) -> None:
    def webhook_first(charge: Charge, _: Journal) -> Report:
        payment = Payment.objects.get(pk=charge.id)
        settle(replace(succeeded(payment), amount=None), asked=False)
        return Report(reference=charge.reference, outcome=Outcome.PENDING)

    gateway.says = [webhook_first]
    payment = _payment(_start(new_order().pk))
    assert world(payment) == replace(PAID, looks_on=True)


def test_another_phone_may_pay(gateway: FakeGateway, settings: Settings) -> None:
    settings.DEFAULT_COUNTRY = "GH"
    assert _payment(_start(new_order().pk, phone="024 412 3456")).payer == "+233244123456"


# --- Once per key ---------------------------------------------------------------------------------


def test_the_same_key_asks_once_and_replays_the_stored_answer(gateway: FakeGateway) -> None:
    order, ticket = new_order(), new_ticket()
    first = _start(order.pk, ticket=ticket)
    answer(first.held, status=201, body=b"the answer")
    second = _start(order.pk, ticket=ticket)
    assert (second.payment, second.held.status, second.held.body) == (None, 201, b"the answer")
    assert gateway.verbs == ["charge"]
    assert Payment.objects.count() == 1


def test_a_key_is_answered_from_memory_also_when_the_order_is_long_paid(
    gateway: FakeGateway,
) -> None:
    order, ticket = new_order(), new_ticket()
    first = _start(order.pk, ticket=ticket)
    answer(first.held, status=201, body=b"the answer")
    settle(succeeded(_payment(first)))
    assert _start(order.pk, ticket=ticket).held.body == b"the answer"


def test_while_the_first_is_at_work_the_same_key_is_in_use(gateway: FakeGateway) -> None:
    order, ticket = new_order(), new_ticket()
    _start(order.pk, ticket=ticket)
    with pytest.raises(KeyInUse):
        _start(order.pk, ticket=ticket)
    assert gateway.verbs == ["charge"]


def test_when_the_first_died_the_same_key_goes_on_with_its_payment_and_only_asks(
    gateway: FakeGateway,
) -> None:
    order, ticket = new_order(), new_ticket()
    gateway.says = [RuntimeError("killed in between")]
    with pytest.raises(RuntimeError):
        _start(order.pk, ticket=ticket)
    Key.objects.update(lease_until=Now() - timedelta(seconds=1))
    continued = _start(order.pk, ticket=ticket)
    assert continued.held.status is None
    assert _payment(continued) == Payment.objects.get()
    assert gateway.verbs == ["charge", "look"]


def test_a_refused_start_leaves_the_key_free(gateway: FakeGateway) -> None:
    order, ticket = new_order(), new_ticket()
    live = new_payment(order)
    with pytest.raises(errors.PaymentInFlight):
        _start(order.pk, ticket=ticket)
    assert not Key.objects.exists()
    settle(failed(live))
    assert _payment(_start(order.pk, ticket=ticket)).state == "pending"


@pytest.mark.django_db(transaction=True)
def test_one_key_many_times_at_once_charges_once(gateway: FakeGateway) -> None:
    order, ticket = new_order(), new_ticket()
    came = together([partial(_start, order.pk, ticket=ticket)] * 12)
    assert len([one for one in came if isinstance(one, Started)]) == 1
    assert len([one for one in came if isinstance(one, KeyInUse)]) == 11
    assert gateway.verbs == ["charge"]
    assert Payment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_order_under_many_keys_at_once_is_charged_once(gateway: FakeGateway) -> None:
    order = new_order()
    came = together([partial(_start, order.pk) for _ in range(12)])
    assert len([one for one in came if isinstance(one, Started)]) == 1
    refused = [one for one in came if isinstance(one, errors.PaymentInFlight)]
    assert [one.extra["payment"] for one in refused] == [str(Payment.objects.get().pk)] * 11
    assert gateway.verbs == ["charge"]
    assert Key.objects.count() == 1


# --- Refusals, which nobody hears of --------------------------------------------------------------


def test_an_order_that_is_not_there_is_refused(gateway: FakeGateway) -> None:
    assert _refused(errors.UnknownOrder, gateway, uuid4()).field == "order"


def test_an_order_with_a_payment_in_flight_is_refused(gateway: FakeGateway) -> None:
    live = new_payment()
    error = _refused(errors.PaymentInFlight, gateway, live.order_id)
    assert error.extra["payment"] == str(live.pk)


def test_an_order_whose_payment_a_person_must_judge_is_refused(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(replace(succeeded(payment), amount=None))
    error = _refused(errors.PaymentSetAside, gateway, payment.order_id)
    case = Case.objects.get()
    assert error.extra == {"payment": str(payment.pk), "case": case.pk}
    assert f"case {case.pk} waits for a person" in error.detail
    close_case(case.pk, resolution="Sent back by hand.")
    gateway.says = []
    assert _payment(_start(payment.order_id)).state == Payment.State.PENDING


def test_a_paid_order_is_refused_and_says_by_which_payment(gateway: FakeGateway) -> None:
    first = new_payment()
    settle(failed(first))
    paying = new_payment(first.order)
    settle(succeeded(paying))
    error = _refused(errors.OrderNotPayable, gateway, first.order_id)
    assert (error.detail, error.extra["payment"]) == ("This order is paid.", str(paying.pk))


def test_a_paid_order_names_the_payment_that_paid_it_and_not_one_owed_back(
    gateway: FakeGateway,
) -> None:
    late = new_payment()
    settle(failed(late))
    paying = new_payment(late.order)
    settle(succeeded(paying))
    settle(succeeded(late))
    error = _refused(errors.OrderNotPayable, gateway, late.order_id)
    assert error.extra["payment"] == str(paying.pk)


@pytest.mark.parametrize("status", [Order.Status.CANCELLED, Order.Status.EXPIRED])
def test_an_ended_order_is_refused(gateway: FakeGateway, status: Order.Status) -> None:
    order = new_order()
    release(order, status, reason="a test")
    error = _refused(errors.OrderNotPayable, gateway, order.pk)
    assert error.detail == f"This order is {status}."


def test_an_order_past_its_time_is_refused_before_anybody_swept_it(gateway: FakeGateway) -> None:
    error = _refused(errors.OrderNotPayable, gateway, new_order(ago=1).pk)
    assert error.detail == "This order is expired."


def test_a_method_that_is_not_there_is_refused(gateway: FakeGateway) -> None:
    error = _refused(UnknownMethod, gateway, new_order().pk, method="chips")
    assert error.field == "method"


def test_a_method_that_does_not_take_the_currency_says_which_do(gateway: FakeGateway) -> None:
    order = new_order(new_product(price="5", currency="GHS"))
    error = _refused(errors.CurrencyNotTaken, gateway, order.pk)
    assert (error.field, error.extra["methods"]) == ("method", [])
    assert "momo takes EUR, UGX; this order is in GHS" in error.detail


@pytest.mark.parametrize("phone", ["12", "nobody", "+49123456789012345"])
def test_a_phone_that_is_none_is_refused(gateway: FakeGateway, phone: str) -> None:
    assert _refused(InvalidPhone, gateway, new_order().pk, phone=phone).field == "phone"


def test_after_a_failure_the_order_can_be_charged_again(gateway: FakeGateway) -> None:
    gateway.says = [Refused("declined", code="declined")]
    order = new_order(customer=new_customer())
    first = _payment(_start(order.pk))
    second = _payment(_start(order.pk))
    assert (again(first).state, second.state) == ("failed", "pending")
    assert first.reference != second.reference


@pytest.mark.django_db(transaction=True)
def test_the_connection_is_given_back_while_the_gateway_is_waited_for(gateway: FakeGateway) -> None:
    held: list[bool] = []

    def speak(charge: Charge, journal: Journal) -> Report:
        journal.sending("requesttopay", method="POST", url="/", headers={}, body=b"")
        held.append(connection.connection is not None)
        return Report(reference=charge.reference, outcome=Outcome.PENDING)

    gateway.says = [speak]
    order = new_order()
    job: Callable[[], object] = partial(_start, order.pk)
    (came,) = together([job])
    assert isinstance(came, Started)
    pooled = bool(connection.settings_dict["OPTIONS"].get("pool"))
    assert held == [not pooled]
