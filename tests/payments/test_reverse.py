"""Money that a gateway takes back: what leaves the books, what stays, and who is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways.contract import Outcome, Report
from nauli.kit.money import Money
from nauli.ledger.models import Transfer
from nauli.notifications.models import Message
from nauli.orders.models import Order
from nauli.payments.look import ask_soon, look
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.payments.start import start_payment
from nauli.record.models import Change
from nauli.refunds.settle import settle as settle_refund
from tests.factories import failed, new_payment, new_ticket, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import again, cases_of
from tests.refunds.world import balances, done, in_flight, paid, refund_of, suspended, unapplied

pytestmark = pytest.mark.django_db


def _taken_back(payment: Payment) -> Report:
    return Report(reference=payment.reference, outcome=Outcome.REVERSED)


def _keys() -> list[str]:
    return list(Transfer.objects.filter(key__startswith="reversal/").values_list("key", flat=True))


# --- Money that had come --------------------------------------------------------------------------


def test_all_of_it_leaves_the_books_and_a_person_is_told(gateway: FakeGateway) -> None:
    payment = paid()
    gateway.says = [_taken_back(payment)]
    look(payment.pk, whether_due_or_not=True)
    now = again(payment)
    assert (now.state, now.next_look_at) == ("reversed", None)
    assert balances() == {}
    assert _keys() == [f"reversal/{payment.reference}"]
    ((kind, why),) = cases_of(payment)
    assert kind == "reversal"
    assert why == (
        f"momo took back EUR 12.50 that had come for order {payment.order.number}, which is paid."
    )
    case = Case.objects.get()
    assert (case.payment, case.order, case.amount) == (
        payment.pk,
        payment.order_id,
        payment.amount,
    )
    change = Change.objects.filter(subject="payment").latest("id")
    assert (change.before, change.after) == ("succeeded", "reversed")


def test_the_order_and_what_had_come_stay_as_they_were() -> None:
    payment = paid()
    messages = Message.objects.count()
    settle(_taken_back(payment))
    now = again(payment)
    assert (now.booked_to, now.captured_minor, now.returned_minor) == ("orders", 1250, 0)
    assert Order.objects.get().status == "paid"
    assert Message.objects.count() == messages


def test_told_twice_it_is_booked_once() -> None:
    payment = paid()
    for _ in range(3):
        settle(_taken_back(payment))
    assert balances() == {}
    assert len(_keys()) == 1
    assert len(cases_of(payment)) == 1


@pytest.mark.parametrize("report", [succeeded, failed])
def test_what_was_said_before_moves_nothing_afterwards(report: type) -> None:
    payment = paid()
    settle(_taken_back(payment))
    settle(report(payment))
    assert again(payment).state == "reversed"
    assert balances() == {}


def test_after_that_nobody_asks_any_more(gateway: FakeGateway) -> None:
    payment = paid()
    ask_soon(payment)
    gateway.says = [_taken_back(payment)]
    look(payment.pk)
    assert (again(payment).state, again(payment).next_look_at) == ("reversed", None)


def test_unapplied_money_is_taken_from_where_it_lies() -> None:
    payment = unapplied()
    settle(_taken_back(payment))
    assert [kind for kind, _ in cases_of(payment)] == ["reversal"]
    assert balances() == {"clearing:momo": "EUR -12.50", "orders": "EUR 12.50"}


def test_money_in_suspense_is_taken_in_its_own_currency() -> None:
    payment = suspended(Money(41000, "UGX"))
    settle(_taken_back(payment))
    assert again(payment).state == "reversed"
    assert balances() == {}


@pytest.mark.parametrize(
    ("owed", "kind"),
    [(unapplied, "unapplied"), (lambda: suspended(Money(1, "EUR")), "mismatch")],
    ids=["unapplied", "mismatch"],
)
def test_what_was_owed_back_is_owed_no_more_and_its_case_says_why(
    owed: Callable[[], Payment], kind: str
) -> None:
    payment = owed()
    settle(_taken_back(payment))
    assert [kind for kind, _ in cases_of(payment)] == ["reversal"]
    case = Case.objects.get(kind=kind)
    assert case.answered
    assert case.resolution == (
        "The gateway has taken the money back: nothing is owed to the customer any more."
    )


# --- Money of which some had been returned --------------------------------------------------------


def test_what_was_returned_is_not_taken_out_again(gateway: FakeGateway) -> None:
    payment = paid()
    gateway.says = [done]
    refund_of(payment, amount="2.50")
    settle(_taken_back(payment))
    assert balances() == {}
    assert Case.objects.get(kind="reversal").amount == Money(1000, "EUR")


def test_what_is_on_its_way_back_ends_by_itself(gateway: FakeGateway) -> None:
    payment = paid()
    refund = in_flight(gateway, payment, amount="2.50")
    settle(_taken_back(payment))
    assert balances() == {"clearing:momo": "EUR -2.50", "refunds": "EUR 2.50"}
    settle_refund(done(refund))
    assert balances() == {}


def test_where_all_was_returned_nothing_is_booked_and_a_person_is_told(
    gateway: FakeGateway,
) -> None:
    payment = paid()
    gateway.says = [done]
    refund_of(payment)
    settle(_taken_back(payment))
    assert again(payment).state == "reversed"
    assert (balances(), _keys()) == ({}, [])
    # A case over nothing would be none.
    assert Case.objects.get(kind="reversal").amount is None


def test_money_that_may_have_come_again_is_before_a_person_and_not_in_the_books() -> None:
    payment = paid()
    settle(_taken_back(payment))
    for _ in range(2):
        settle(succeeded(payment))
    assert (again(payment).state, balances()) == ("reversed", {})
    (_, (kind, why)) = cases_of(payment)
    assert (kind, "says succeeded over EUR 12.50" in why) == ("disagreement", True)


# --- Money of which we had not heard --------------------------------------------------------------


def test_what_came_and_went_unheard_is_a_failure_that_its_customer_is_told(
    gateway: FakeGateway,
) -> None:
    payment = new_payment()
    gateway.says = [_taken_back(payment)]
    look(payment.pk)
    now = again(payment)
    assert (now.state, now.failure_code, now.next_look_at) == ("failed", "taken_back", None)
    assert now.confirmed_at is not None
    told = Message.objects.filter(fact=str(payment.pk)).values_list("topic", "channel")
    assert sorted(told) == [("payment_failed", "email"), ("payment_failed", "sms")]
    assert (balances(), cases_of(payment)) == ({}, [])


def test_a_case_that_an_event_had_opened_about_it_is_answered() -> None:
    payment = new_payment()
    raise_case(Case.Kind.REVERSAL, payment.reference, detail="An event says so.")
    settle(_taken_back(payment))
    assert cases_of(payment) == []
    assert "hold nothing of it" in Case.objects.get().resolution


def test_after_that_the_order_can_be_paid_anew(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(_taken_back(payment))
    started = start_payment(payment.order_id, method="momo", phone="", ticket=new_ticket())
    assert started.payment is not None
    assert started.payment.state == "pending"


def test_whoever_had_moved_on_is_told_nothing() -> None:
    payment = new_payment()
    payment.move_to(Payment.State.CANCELLED)
    settle(_taken_back(payment))
    assert (again(payment).state, again(payment).failure_code) == ("failed", "taken_back")
    assert not Message.objects.exists()


def test_a_failure_that_was_a_success_in_between_is_confirmed() -> None:
    payment = new_payment()
    settle(failed(payment), asked=False)
    messages = Message.objects.count()
    settle(_taken_back(payment))
    now = again(payment)
    assert (now.state, now.failure_code, now.next_look_at) == ("failed", "declined", None)
    assert now.confirmed_at is not None
    assert Message.objects.count() == messages


def test_what_was_set_aside_without_money_stays_with_its_person() -> None:
    payment = new_payment()
    settle(Report(reference=payment.reference, outcome=Outcome.SUCCEEDED))
    settle(_taken_back(payment))
    assert again(payment).state == "set_aside"
    assert [kind for kind, _ in cases_of(payment)] == ["mismatch"]
