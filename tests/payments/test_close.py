"""Gateways with a page: keeping anybody from paying what nobody shall pay any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.gateways.contract import Refused, Report, Unsure
from nauli.orders.models import Order
from nauli.payments.cancel import cancel_order, cancel_payment
from nauli.payments.close import close, page_is_lost
from nauli.payments.look import look, look_at_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.payments.start import start_payment
from tests.factories import failed, new_order, new_payment, new_ticket, pending, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import PAID, again, world

pytestmark = pytest.mark.django_db

PAGE = "https://checkout.example/pay/1"


@pytest.fixture
def page(gateway: FakeGateway, settings: Settings) -> FakeGateway:
    """A gateway that has a page for each payment, and can close it."""
    settings.RESEND_AFTER_SECONDS = 120
    gateway.cancels = True
    return gateway


def _on_a_page(order: Order | None = None, *, age: int = 0, url: str = PAGE) -> Payment:
    """A payment that was sent so many seconds ago, with the page that was told for it."""
    paid_for = order or new_order()
    return Payment.objects.create(
        order=paid_for,
        gateway="momo",
        amount_minor=paid_for.total_minor,
        currency=paid_for.currency,
        payer="+256772123456",
        checkout_url=url,
        next_look_at=Now(),
        created_at=Now() - timedelta(seconds=age),
    )


def _look(payment: Payment) -> Payment:
    return look(payment.pk, whether_due_or_not=True)


# --- Closing --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_page_is_closed_once_and_no_transaction_is_open(page: FakeGateway) -> None:
    payment = _on_a_page()
    assert close(payment)
    assert again(payment).closed_at is not None
    assert close(again(payment))
    assert page.verbs == ["cancel"]
    assert page.asked[0][1].reference == payment.reference
    assert page.inside_a_transaction == [False]


def test_a_prompt_on_a_phone_stays_there(gateway: FakeGateway) -> None:
    payment = new_payment()
    assert not close(payment)
    assert gateway.asked == []
    assert again(payment).closed_at is None


@pytest.mark.parametrize("error", [Unsure("timeout"), Refused("No.")])
def test_what_could_not_be_closed_may_still_be_paid(page: FakeGateway, error: Exception) -> None:
    page.cancels = error
    payment = _on_a_page()
    assert not close(payment)
    assert again(payment).closed_at is None


# --- An order that has ended ----------------------------------------------------------------------


def test_the_page_of_an_ended_order_is_closed_and_then_looked_at_once_more(
    page: FakeGateway,
) -> None:
    payment = _on_a_page(new_order(ago=1))
    page.says = [pending(payment), pending(payment)]
    _look(payment)
    assert page.verbs == ["look", "cancel", "look"]
    now = again(payment)
    assert (now.state, now.failure_code) == ("failed", "closed")
    assert now.confirmed_at is not None
    # One made in the last moment may turn up yet.
    assert now.next_look_at is not None


def test_who_paid_in_the_last_moment_has_paid(page: FakeGateway) -> None:
    payment = _on_a_page(new_order(ago=1))
    page.says = [pending(payment), succeeded(payment, transaction="T1")]
    _look(payment)
    assert page.verbs == ["look", "cancel", "look"]
    assert world(payment) == PAID


def test_who_turns_out_to_have_paid_before_it_was_closed_brings_late_money(
    page: FakeGateway,
) -> None:
    payment = _on_a_page(new_order(ago=1))
    page.says = [pending(payment), pending(payment), succeeded(payment, transaction="T1")]
    _look(payment)
    _look(payment)
    assert again(payment).state == "succeeded"
    assert Order.objects.get().status == "paid"


def test_while_the_order_lives_its_page_stays_open(page: FakeGateway) -> None:
    payment = _on_a_page(age=3600)
    page.says = [pending(payment)]
    _look(payment)
    assert page.verbs == ["look"]
    assert again(payment).state == "pending"


@pytest.mark.parametrize("cancels", [False, Unsure("timeout")])
def test_what_stays_open_is_in_doubt_and_tried_again(
    page: FakeGateway, *, cancels: bool | Exception
) -> None:
    page.cancels = cancels
    payment = _on_a_page(new_order(ago=1))
    page.says = [pending(payment)]
    _look(payment)
    assert (again(payment).state, again(payment).closed_at) == ("pending", None)
    page.asked.clear()
    page.cancels, page.says = True, [pending(payment), pending(payment)]
    _look(payment)
    assert page.verbs == ["look", "cancel", "look"]
    assert again(payment).failure_code == "closed"


def test_without_an_answer_after_closing_it_stays_in_doubt(page: FakeGateway) -> None:
    payment = _on_a_page(new_order(ago=1))
    page.says = [pending(payment), Unsure("timeout")]
    _look(payment)
    now = again(payment)
    assert (now.state, now.closed_at is not None) == ("pending", True)
    assert now.next_look_at is not None
    page.asked.clear()
    page.says = [pending(payment), pending(payment)]
    _look(payment)
    assert page.verbs == ["look", "look"]  # it is closed already
    assert again(payment).failure_code == "closed"


# --- A page whose address was lost ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "url", "lost"), [(121, "", True), (119, "", False), (3600, PAGE, False)]
)
def test_an_address_that_was_not_told_in_time_is_lost(
    page: FakeGateway, *, age: int, url: str, lost: bool
) -> None:
    assert page_is_lost(again(_on_a_page(age=age, url=url))) is lost


def test_one_that_was_sent_again_has_its_time_from_then_on(page: FakeGateway) -> None:
    payment = _on_a_page(age=3600, url="")
    Payment.objects.filter(pk=payment.pk).update(resent_at=Now() - timedelta(seconds=60))
    assert not page_is_lost(again(payment))


def test_a_page_that_nobody_can_find_is_closed_so_that_another_can_be_had(
    page: FakeGateway,
) -> None:
    payment = _on_a_page(age=121, url="")
    page.says = [pending(payment), pending(payment)]
    _look(payment)
    assert page.verbs == ["look", "cancel", "look"]
    assert again(payment).failure_code == "closed"
    another = start_payment(payment.order_id, method="momo", phone="", ticket=new_ticket())
    assert another.payment is not None
    assert another.payment.reference != payment.reference


def test_a_page_that_may_still_be_told_is_left_open(page: FakeGateway) -> None:
    payment = _on_a_page(age=60, url="")
    page.says = [pending(payment)]
    _look(payment)
    assert page.verbs == ["look"]


# --- A page on which an attempt has failed --------------------------------------------------------


def _failed_on_a_page(page: FakeGateway) -> Payment:
    payment = _on_a_page()
    page.says = [failed(payment)]
    _look(payment)
    page.asked.clear()
    Payment.objects.filter(pk=payment.pk).update(looked_at=Now() - timedelta(seconds=10))
    assert again(payment).state == "failed"
    return payment


def _due(payment: Payment) -> Payment:
    """Return it when the sweep's time has come, if it ever will."""
    mine = Payment.objects.filter(pk=payment.pk, next_look_at__isnull=False)
    mine.update(next_look_at=Now())
    return again(payment)


def test_who_tries_again_on_the_same_page_is_found_although_nobody_says_a_word(
    page: FakeGateway,
) -> None:
    payment = _failed_on_a_page(page)
    page.says = [failed(payment), failed(payment), succeeded(payment, transaction="T1")]
    for _ in range(3):
        _due(payment)
        assert look_at_due(10) == 1
    assert page.verbs == ["look"] * 3
    assert (again(payment).state, Order.objects.get().status) == ("succeeded", "paid")
    assert again(payment).next_look_at is None


def test_the_sweep_asks_about_a_failure_on_a_page_for_a_day(page: FakeGateway) -> None:
    payment = _failed_on_a_page(page)
    for hours, asked_on in ((23, True), (25, False)):
        Payment.objects.update(confirmed_at=Now() - timedelta(hours=hours))
        page.says = [failed(payment)]
        _look(_due(payment))
        assert (again(payment).next_look_at is not None) is asked_on


def test_a_page_that_failed_stays_open_while_its_order_can_be_paid(page: FakeGateway) -> None:
    payment = _failed_on_a_page(page)
    page.says = [failed(payment)]
    _look(payment)
    assert page.verbs == ["look"]
    assert again(payment).closed_at is None


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_when_its_order_has_ended_a_page_that_failed_is_closed_and_once_more_asked_about(
    page: FakeGateway, state: str
) -> None:
    payment = _on_a_page() if state == "pending" else _failed_on_a_page(page)
    Order.objects.update(expires_at=Now())
    page.says = [failed(payment), failed(payment)]
    _look(payment)
    assert page.verbs == ["look", "cancel", "look"]
    assert again(payment).closed_at is not None
    page.asked.clear()
    page.says = [failed(payment)]
    _look(payment)
    assert page.verbs == ["look"]  # it is closed already


def test_who_pays_in_the_last_moment_where_they_had_failed_has_paid(page: FakeGateway) -> None:
    payment = _failed_on_a_page(page)
    Order.objects.update(expires_at=Now())
    page.says = [failed(payment), succeeded(payment, transaction="T1")]
    _look(payment)
    assert again(payment).state == "succeeded"
    assert Order.objects.get().status == "paid"


def test_who_begins_anew_cannot_pay_on_the_older_page_too(page: FakeGateway) -> None:
    payment = _failed_on_a_page(page)
    start_payment(payment.order_id, method="momo", phone="", ticket=new_ticket())
    page.asked.clear()
    page.says = [failed(payment), failed(payment)]
    look_at_due(10)
    assert page.verbs == ["look", "cancel", "look"]
    assert again(payment).closed_at is not None


@pytest.mark.parametrize("what", ["payment", "order"])
def test_who_moves_on_from_a_failure_cannot_pay_on_its_page(page: FakeGateway, what: str) -> None:
    payment = _failed_on_a_page(page)
    page.says = [failed(payment), failed(payment)]
    if what == "payment":
        assert cancel_payment(payment.pk).state == "failed"
    else:
        assert cancel_order(payment.order_id).status == "cancelled"
    assert page.verbs == ["look", "cancel", "look"]
    assert again(payment).closed_at is not None


# --- A customer who moves on ----------------------------------------------------------------------


def test_the_page_of_a_cancelled_payment_is_closed_before_another_begins(
    page: FakeGateway,
) -> None:
    payment = _on_a_page()
    page.says = [pending(payment), pending(payment)]
    assert cancel_payment(payment.pk).state == "cancelled"
    assert page.verbs == ["look", "cancel", "look"]
    page.says = [pending(payment), pending(payment)]
    _look(payment)
    now = again(payment)
    assert (now.state, now.failure_code) == ("failed", "closed")
    assert world(payment).told == []  # nothing came of it, as was hoped


def _cancelled_there(payment: Payment) -> Report:
    """What a gateway says of a page that is closed, whoever closed it."""
    return failed(payment, "not_completed")


def _said_cancelled(payment: Payment) -> Report:
    return failed(payment, "cancelled")


def _ended(payment: Payment) -> tuple[str, str, list[tuple[str, str]]]:
    return again(payment).state, again(payment).failure_code, world(payment).told


def test_who_moved_on_is_not_told_that_it_failed(page: FakeGateway) -> None:
    payment = _on_a_page()
    page.says = [pending(payment), _cancelled_there(payment)]
    assert cancel_payment(payment.pk).state == "failed"
    assert _ended(payment) == ("failed", "closed", [])


def test_nor_is_who_cancelled_the_order(page: FakeGateway) -> None:
    payment = _on_a_page()
    page.says = [pending(payment), _cancelled_there(payment)]
    assert cancel_order(payment.order_id).status == "cancelled"
    assert _ended(payment) == ("failed", "closed", [])


@pytest.mark.parametrize("then", [pending, _cancelled_there, _said_cancelled])
def test_nor_is_who_left_the_page_until_the_order_ran_out(
    page: FakeGateway, then: Callable[[Payment], Report]
) -> None:
    payment = _on_a_page(new_order(ago=1), age=3600)
    page.says = [pending(payment), then(payment)]
    _look(payment)
    assert _ended(payment) == ("failed", "closed", [])


def test_nor_is_who_moved_on_before_the_page_came(page: FakeGateway) -> None:
    payment = _on_a_page(age=30, url="")
    page.says = [pending(payment), _cancelled_there(payment)]
    cancel_payment(payment.pk)
    assert _ended(payment) == ("failed", "closed", [])


_TOLD = [("payment_failed", "email"), ("payment_failed", "sms")]


@pytest.mark.parametrize("then", [pending, _cancelled_there, _said_cancelled])
def test_who_waits_for_a_page_that_was_lost_is_told(
    page: FakeGateway, then: Callable[[Payment], Report]
) -> None:
    payment = _on_a_page(age=121, url="")
    page.says = [pending(payment), then(payment)]
    _look(payment)
    assert _ended(payment) == ("failed", "closed", _TOLD)


def test_who_cancels_on_the_open_page_is_told_what_they_did(page: FakeGateway) -> None:
    payment = _on_a_page()
    page.says = [_cancelled_there(payment)]
    _look(payment)
    assert page.verbs == ["look"]
    assert _ended(payment) == ("failed", "not_completed", _TOLD)


def test_who_pays_while_they_cancel_has_paid(page: FakeGateway) -> None:
    payment = _on_a_page()
    page.says = [pending(payment), succeeded(payment, transaction="T1")]
    with pytest.raises(Exception, match="has succeeded"):
        cancel_payment(payment.pk)
    assert world(payment) == PAID


def test_the_page_of_a_cancelled_order_is_closed(page: FakeGateway) -> None:
    payment = _on_a_page()
    page.says = [pending(payment), pending(payment)]
    assert cancel_order(payment.order_id).status == "cancelled"
    assert page.verbs == ["look", "cancel", "look"]
    assert again(payment).closed_at is not None


def test_what_has_ended_is_not_closed(page: FakeGateway) -> None:
    payment = _on_a_page(new_order(ago=1))
    settle(succeeded(payment))
    page.says = [pending(payment)]
    _look(payment)
    assert "cancel" not in page.verbs
