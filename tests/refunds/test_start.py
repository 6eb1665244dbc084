"""Claim, ask, settle: what a refund may take, what it takes, and what nobody hears of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.gateways.contract import (
    Journal,
    Misconfigured,
    Outcome,
    Refund,
    Refused,
    Report,
    Unreachable,
    Unsure,
)
from nauli.idempotency.claim import KeyInUse, KeyReused, answer
from nauli.idempotency.models import Key
from nauli.kit.errors import NauliError
from nauli.kit.money import InvalidMoney, Money
from nauli.ledger.models import Transfer
from nauli.payments.errors import UnknownPayment
from nauli.payments.models import Exchange, Payment
from nauli.payments.reverse import reverse
from nauli.payments.settle import settle as settle_payment
from nauli.record.models import Change
from nauli.refunds import models
from nauli.refunds.errors import NothingToRefund, RefundReasonUnusable, RefundTooLarge
from nauli.refunds.start import start_refund
from tests.factories import failed as payment_failed
from tests.factories import new_payment, new_ticket, succeeded
from tests.fakes import FakeGateway
from tests.refunds.world import (
    FAILED,
    RETURNED,
    WAITING,
    again,
    balances,
    cases_of,
    done,
    in_flight,
    paid,
    refund_of,
    suspended,
    told,
    unapplied,
    world,
)
from tests.together import together

pytestmark = pytest.mark.django_db


def _refused(
    family: type[NauliError],
    gateway: FakeGateway,
    payment: Payment,
    *,
    amount: str | None = None,
    reason: str = "",
) -> NauliError:
    """Return the refusal after a look at that nothing has moved and nobody was asked."""
    before = (list(Payment.objects.order_by("pk").values()), balances(), list(gateway.asked))
    keys, refunds = Key.objects.count(), models.Refund.objects.count()
    with pytest.raises(family) as refusal:
        start_refund(payment.pk, amount=amount, reason=reason, ticket=new_ticket())
    assert (list(Payment.objects.order_by("pk").values()), balances(), gateway.asked) == before
    assert (Key.objects.count(), models.Refund.objects.count()) == (keys, refunds)
    return refusal.value


# --- Claim, ask, settle ---------------------------------------------------------------------------


def test_the_gateway_is_asked_for_all_that_is_left_under_our_own_reference(
    gateway: FakeGateway,
) -> None:
    payment = paid()
    refund = refund_of(payment, reason="One was broken")
    assert world(refund) == WAITING
    ((verb, wanted),) = gateway.asked
    assert (verb, wanted) == ("refund", again(refund).wanted())
    assert (wanted.id, wanted.reference) == (refund.pk, refund.reference)
    assert (wanted.amount, wanted.reason) == (payment.amount, "One was broken")
    change = Change.objects.get(subject="refund")
    assert (change.before, change.after, change.reason) == ("", "pending", payment.reference)


@pytest.mark.django_db(transaction=True)
def test_all_is_committed_before_the_gateway_hears_of_it_and_no_transaction_is_open(
    gateway: FakeGateway,
) -> None:
    seen: list[object] = []

    def look_from_outside(wanted: Refund, _: Journal) -> Report:
        def read() -> object:
            refund = models.Refund.objects.select_related("payment").get(pk=wanted.id)
            booked = Transfer.objects.filter(key=f"refund/{refund.reference}/started").exists()
            key = Key.objects.get().subject == str(wanted.id)
            return refund.state, refund.payment.returned_minor, booked, key

        seen.extend(together([read]))
        return told(wanted, Outcome.PENDING)

    gateway.says = [look_from_outside]
    refund_of()
    assert seen == [("pending", 1250, True, True)]
    assert gateway.inside_a_transaction == [False]


@pytest.mark.django_db(transaction=True)
def test_a_refund_cannot_be_started_inside_a_transaction(gateway: FakeGateway) -> None:
    payment = paid()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        refund_of(payment)
    assert gateway.asked == []
    assert not models.Refund.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_is_written_down_with_its_refund(gateway: FakeGateway) -> None:
    def speak(wanted: Refund, journal: Journal) -> Report:
        journal.sending("refund", method="POST", url="/", headers={}, body=b"{}").answered(202, b"")
        return told(wanted, Outcome.PENDING)

    gateway.says = [speak]
    refund = refund_of()
    exchange = Exchange.objects.get()
    assert (exchange.payment_id, exchange.refund) == (refund.payment_id, refund.pk)


def test_a_gateway_that_returns_it_at_once_settles_at_once(gateway: FakeGateway) -> None:
    gateway.says = [done]
    assert world(refund_of()) == RETURNED
    assert balances() == {}


def test_a_refusal_is_a_failure_and_the_money_is_where_it_was(gateway: FakeGateway) -> None:
    gateway.says = [Refused("Refunds can only be processed in live mode", code="refused")]
    refund = refund_of()
    assert world(refund) == FAILED
    now = again(refund)
    assert (now.failure_code, now.failure_message) == (
        "refused",
        "Refunds can only be processed in live mode",
    )
    assert balances() == {"clearing:momo": "EUR -12.50", "orders": "EUR 12.50"}
    assert cases_of(refund) == []  # who asked for it has just been told


@pytest.mark.parametrize(
    "error", [Unreachable("refused"), Unsure("timeout"), Misconfigured("no key")]
)
def test_doubt_and_our_own_faults_leave_it_pending_and_a_look_planned(
    gateway: FakeGateway, settings: Settings, error: Exception
) -> None:
    settings.FIRST_LOOK_SECONDS = 5
    gateway.says = [error]
    refund = again(refund_of())
    assert world(refund) == WAITING
    assert (refund.failure_code, refund.accepted_at) == ("", None)
    assert refund.next_look_at is not None
    wait = refund.next_look_at - refund.created_at
    assert timedelta(seconds=4) < wait < timedelta(seconds=6)


# --- How much -------------------------------------------------------------------------------------


def test_parts_are_returned_one_by_one_and_then_all_that_is_left(gateway: FakeGateway) -> None:
    payment = paid()
    gateway.says = [done, done, done]
    parts = [refund_of(payment, amount=amount) for amount in ("2.50", "4", None)]
    assert [refund.amount for refund in parts] == [
        Money(250, "EUR"),
        Money(400, "EUR"),
        Money(600, "EUR"),
    ]
    assert balances() == {}
    assert world(parts[0]).returned == "EUR 12.50"
    error = _refused(NothingToRefund, gateway, payment)
    assert error.detail == "All of this payment's money has gone back, or is about to."


def test_what_is_on_its_way_counts_as_returned(gateway: FakeGateway) -> None:
    payment = paid()
    in_flight(gateway, payment, amount="10")
    error = _refused(RefundTooLarge, gateway, payment, amount="2.51")
    assert error.detail == "EUR 2.50 of this payment can still be returned, not EUR 2.51."
    assert (error.field, error.extra["refundable"]) == ("amount", "2.50")
    assert balances()["refunds"] == "EUR 10.00"


def test_what_failed_can_be_returned_again(gateway: FakeGateway) -> None:
    payment = paid()
    gateway.says = [Refused("No."), done]
    refund_of(payment)
    assert world(refund_of(payment)) == RETURNED
    assert balances() == {}


@pytest.mark.parametrize("amount", ["0", "0.00", "-1", "1.001", "many", "", "1e1", "NaN", "12,5"])
def test_an_amount_that_is_none_is_refused(gateway: FakeGateway, amount: str) -> None:
    assert _refused(InvalidMoney, gateway, paid(), amount=amount).field == "amount"


def test_more_than_came_is_refused(gateway: FakeGateway) -> None:
    _refused(RefundTooLarge, gateway, paid(), amount="12.51")


@pytest.mark.parametrize("reason", ["x" * 101, "two\nlines", "a\x00nul", "\u202ereversed"])
def test_a_reason_that_is_no_line_is_refused(gateway: FakeGateway, reason: str) -> None:
    assert _refused(RefundReasonUnusable, gateway, paid(), reason=reason).field == "reason"


def test_a_reason_of_a_hundred_characters_is_kept(gateway: FakeGateway) -> None:
    assert again(refund_of(reason="\u00e9" * 100)).reason == "\u00e9" * 100


# --- Of which money -------------------------------------------------------------------------------


def test_a_payment_that_is_not_there_is_refused(gateway: FakeGateway) -> None:
    with pytest.raises(UnknownPayment):
        start_refund(uuid4(), amount=None, reason="", ticket=new_ticket())
    assert not Key.objects.exists()


@pytest.mark.parametrize("state", ["pending", "failed", "cancelled", "set_aside"])
def test_a_payment_that_brought_nothing_is_refused(gateway: FakeGateway, state: str) -> None:
    payment = new_payment()
    if state == "failed":
        settle_payment(payment_failed(payment))
    elif state == "cancelled":
        payment.move_to(Payment.State.CANCELLED)
    elif state == "set_aside":
        settle_payment(replace(succeeded(payment), amount=None))
    error = _refused(NothingToRefund, gateway, payment)
    assert error.detail == f"This payment is {state}: no money has come by it."


def test_what_the_gateway_took_back_is_not_returned_once_more(gateway: FakeGateway) -> None:
    payment = paid()
    reverse(payment)
    error = _refused(NothingToRefund, gateway, payment)
    assert error.detail == "The gateway has taken this payment's money back by itself."


def test_unapplied_money_is_returned_from_where_it_lies(gateway: FakeGateway) -> None:
    gateway.says = [done]
    refund = refund_of(unapplied())
    assert again(refund).source == "unapplied"
    assert world(refund).books == [
        ("started", "unapplied", "refunds", "EUR 12.50"),
        ("done", "refunds", "clearing:momo", "EUR 12.50"),
    ]
    # What paid the order is not touched.
    assert balances() == {"clearing:momo": "EUR -12.50", "orders": "EUR 12.50"}


def test_money_in_another_currency_is_returned_in_its_own(gateway: FakeGateway) -> None:
    gateway.says = [done]
    payment = suspended(Money(41000, "UGX"))
    refund = refund_of(payment, amount="41000")
    assert (refund.amount, again(refund).source) == (Money(41000, "UGX"), "suspense")
    (_, wanted) = gateway.asked[0]
    assert (wanted.amount, wanted.charge.amount) == (Money(41000, "UGX"), payment.amount)
    assert balances() == {}


def test_of_more_than_was_asked_for_all_that_came_can_be_returned(gateway: FakeGateway) -> None:
    gateway.says = [done]
    refund = refund_of(suspended(Money(99900, "EUR")))
    assert refund.amount == Money(99900, "EUR")
    assert balances() == {}


# --- Once per key ---------------------------------------------------------------------------------


def test_the_same_key_refunds_once_and_replays_the_stored_answer(gateway: FakeGateway) -> None:
    payment, ticket = paid(), new_ticket()
    first = start_refund(payment.pk, amount="5", reason="", ticket=ticket)
    answer(first.held, status=201, body=b"the answer")
    second = start_refund(payment.pk, amount="5", reason="", ticket=ticket)
    assert (second.refund, second.held.status, second.held.body) == (None, 201, b"the answer")
    assert gateway.verbs == ["refund"]
    assert models.Refund.objects.count() == 1


def test_another_request_under_the_same_key_is_refused(gateway: FakeGateway) -> None:
    payment, ticket = paid(), new_ticket()
    refund_of(payment, amount="5", ticket=ticket)
    with pytest.raises(KeyReused):
        refund_of(payment, amount="6", ticket=replace(ticket, fingerprint="another"))
    assert gateway.verbs == ["refund"]


def test_while_the_first_is_at_work_the_same_key_is_in_use(gateway: FakeGateway) -> None:
    payment, ticket = paid(), new_ticket()
    refund_of(payment, amount="5", ticket=ticket)
    with pytest.raises(KeyInUse):
        refund_of(payment, amount="5", ticket=ticket)
    assert gateway.verbs == ["refund"]


@pytest.mark.parametrize("truth", ["done", "unknown"])
def test_when_the_first_died_the_same_key_looks_and_never_refunds_anew(
    gateway: FakeGateway, truth: str
) -> None:
    payment, ticket = paid(), new_ticket()
    gateway.says = [RuntimeError("killed in between")]
    with pytest.raises(RuntimeError):
        refund_of(payment, ticket=ticket)
    Key.objects.update(lease_until=Now() - timedelta(seconds=1))
    said = Outcome.SUCCEEDED if truth == "done" else Outcome.UNKNOWN_HERE
    gateway.says = [lambda wanted, _: told(wanted, said)]
    continued = start_refund(payment.pk, amount=None, reason="", ticket=ticket)
    assert continued.held.status is None
    assert continued.refund == models.Refund.objects.get()
    assert gateway.verbs == ["refund", "look_refund"]
    assert world(continued.refund) == (RETURNED if truth == "done" else WAITING)


def test_a_refused_start_leaves_the_key_free(gateway: FakeGateway) -> None:
    payment, ticket = paid(), new_ticket()
    with pytest.raises(RefundTooLarge):
        refund_of(payment, amount="100", ticket=ticket)
    assert refund_of(payment, amount="5", ticket=ticket).state == "pending"
