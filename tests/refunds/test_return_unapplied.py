"""Money that came too late for a stay goes back by itself, once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from nauli.cases.models import Case
from nauli.idempotency.claim import BY_ITSELF
from nauli.idempotency.models import Key
from nauli.payments.expire import expire_due
from nauli.payments.models import Payment
from nauli.payments.reverse import reverse
from nauli.payments.settle import settle
from nauli.refunds.models import Refund
from nauli.refunds.return_unapplied import return_due, return_unapplied
from nauli.refunds.settle import settle as settle_refund
from tests.factories import failed, new_listing, new_payment, succeeded
from tests.fakes import FakeGateway
from tests.refunds import world
from tests.stays import book, states
from tests.together import together

pytestmark = pytest.mark.django_db


def _late(*, confirmed: bool = True) -> Payment:
    """Money for a stay whose nights are somebody else's by now."""
    listing = new_listing()
    order, booking = book(listing, ago=10)
    payment = settle(failed(new_payment(order)))
    expire_due(50)
    book(listing, check_in=booking.check_out - timedelta(days=1))
    settle(succeeded(payment))
    if not confirmed:
        Payment.objects.filter(pk=payment.pk).update(confirmed_at=None)
    return Payment.objects.get(pk=payment.pk)


def test_what_came_too_late_is_returned_and_told(gateway: FakeGateway) -> None:
    payment = _late()
    gateway.says = [world.done]
    assert return_due(50) == 1
    refund = Refund.objects.get()
    assert (refund.state, refund.amount, refund.payment) == ("succeeded", payment.amount, payment)
    assert world.world(refund).told == [("refund_succeeded", "email"), ("refund_succeeded", "sms")]
    assert world.balances() == {}
    case = Case.objects.get(fact=payment.reference)
    assert case.resolution == "All of it was returned to the customer."
    key = Key.objects.get(scope=BY_ITSELF)
    assert (key.key, key.subject) == (f"unapplied/{payment.reference}", str(refund.pk))
    assert states(payment.order) == ("expired", "expired", 0)
    assert return_due(50) == 0


@pytest.mark.usefixtures("gateway")
def test_it_is_said_why_it_goes_back() -> None:
    assert return_unapplied(_late().pk)
    twice, _ = book()
    settle(succeeded(new_payment(twice)))
    assert return_unapplied(settle(succeeded(new_payment(twice))).pk)
    reasons = Refund.objects.order_by("created_at").values_list("reason", flat=True)
    assert list(reasons) == ["The nights were gone", "The stay was paid already"]


def test_it_is_returned_once_whatever_becomes_of_it(gateway: FakeGateway) -> None:
    _late()
    assert return_due(50) == 1
    settle_refund(world.not_done(Refund.objects.get()))
    assert return_due(50) == 0
    Key.objects.all().delete()  # as after a month
    assert return_due(50) == 0
    assert gateway.verbs == ["refund"]
    assert Case.objects.filter(kind="unapplied", closed_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_returns_it(gateway: FakeGateway) -> None:
    payment = _late()
    together([partial(return_unapplied, payment.pk)] * 6)
    assert gateway.verbs == ["refund"]
    assert Refund.objects.count() == 1


def test_an_event_alone_returns_nothing_before_the_gateway_says_so(gateway: FakeGateway) -> None:
    payment = _late(confirmed=False)
    assert return_due(50) == 0
    assert not return_unapplied(payment.pk)
    settle(succeeded(payment))
    assert return_due(50) == 1
    assert gateway.verbs == ["refund"]


def test_a_gateway_that_cannot_return_it_is_asked_once_it_can(gateway: FakeGateway) -> None:
    _late()
    gateway.missing = ["MOMO_DISBURSEMENT_API_KEY"]
    assert return_due(50) == 0
    assert not Key.objects.exists()
    gateway.missing = []
    assert return_due(50) == 1


def test_what_a_person_has_begun_to_return_is_left_to_them(gateway: FakeGateway) -> None:
    world.refund_of(_late(), amount="1.00")
    assert return_due(50) == 0
    assert gateway.verbs == ["refund"]


def test_what_was_taken_back_and_what_pays_a_stay_is_not_returned(gateway: FakeGateway) -> None:
    reverse(_late())
    settle(succeeded(new_payment(book()[0]), transaction="T1"))
    assert return_due(50) == 0
    assert gateway.verbs == []


def test_money_for_goods_waits_for_a_person(gateway: FakeGateway) -> None:
    world.unapplied()
    assert return_due(50) == 0
    assert gateway.verbs == []
