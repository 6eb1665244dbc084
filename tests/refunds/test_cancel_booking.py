"""A stay is cancelled: its nights are free, and what its policy gives back goes back, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from hypothesis import given
from hypothesis import strategies as st

from nauli.cases.models import Case
from nauli.gateways.contract import Unsure
from nauli.idempotency.claim import BY_ITSELF
from nauli.idempotency.models import Key
from nauli.kit.clock import now
from nauli.kit.errors import NauliError
from nauli.ledger.accounts import ORDERS
from nauli.notifications.models import Message
from nauli.orders.errors import UnknownBookingId
from nauli.orders.models import Line, Order
from nauli.payments.models import Payment
from nauli.payments.reverse import reverse
from nauli.payments.settle import settle
from nauli.refunds.cancel_booking import (
    BookingNotCancellable,
    Cancelled,
    cancel_booking,
    money_back,
)
from nauli.refunds.errors import RefundsNotConfigured
from nauli.refunds.look import look
from nauli.refunds.models import Refund
from nauli.travel.models import Booking, Night
from nauli.travel.stay import date_at
from tests.factories import (
    new_booking,
    new_customer,
    new_listing,
    new_payment,
    new_policy,
    succeeded,
)
from tests.fakes import FakeGateway
from tests.refunds import world
from tests.stays import again, book, states
from tests.together import together

pytestmark = pytest.mark.django_db


def _today() -> date:
    return now().date()


def _paid(*, days: int = 30, steps: tuple[tuple[int, int], ...] = ((14, 100), (3, 50))) -> Booking:
    """A confirmed stay of EUR 80.00 that begins in so many days."""
    listing = new_listing(policy=new_policy(*steps), time_zone="UTC")
    order, booking = book(listing, check_in=_today() + timedelta(days=days))
    settle(succeeded(new_payment(order)))
    assert states(order) == ("paid", "confirmed", 2)
    return booking


def _told() -> list[str]:
    topics = Message.objects.filter(channel="email").exclude(topic="booking_confirmed")
    return list(topics.order_by("id").values_list("topic", flat=True))


@pytest.mark.parametrize(
    ("days", "back"), [(30, "80.00"), (14, "80.00"), (13, "40.00"), (3, "40.00")]
)
def test_what_the_policy_says_goes_back_and_the_nights_are_free(
    gateway: FakeGateway, days: int, back: str
) -> None:
    booking = _paid(days=days)
    gateway.says = [world.done]
    cancelled = cancel_booking(booking.pk)
    assert cancelled.booking.state == "cancelled"
    assert cancelled.refund is not None
    assert (str(cancelled.refund.amount), cancelled.refund.state) == (back, "succeeded")
    assert not Night.objects.exists()
    assert Order.objects.get().status == "paid"
    assert _told() == ["booking_cancelled", "refund_succeeded"]
    assert f"EUR {back}" in Message.objects.get(topic="booking_cancelled", channel="sms").text
    key = Key.objects.get(scope=BY_ITSELF)
    assert (key.key, key.subject) == (f"booking/{booking.pk}", str(cancelled.refund.pk))


def test_where_the_policy_gives_nothing_nothing_is_sent(gateway: FakeGateway) -> None:
    cancelled = cancel_booking(_paid(days=2).pk)
    assert (cancelled.booking.state, cancelled.refund) == ("cancelled", None)
    assert not Key.objects.exists()
    assert (gateway.asked, _told()) == ([], ["booking_cancelled"])


def test_what_is_cancelled_stays_so_and_names_its_refund(gateway: FakeGateway) -> None:
    booking = _paid()
    first = cancel_booking(booking.pk)
    again_ = cancel_booking(booking.pk)
    assert (first.refund, again_.refund) == (Refund.objects.get(), Refund.objects.get())
    assert (gateway.verbs, _told()) == (["refund"], ["booking_cancelled"])


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_cancels_it(gateway: FakeGateway) -> None:
    booking = _paid()
    ended = together([partial(cancel_booking, booking.pk)] * 6)
    assert all(isinstance(one, Cancelled) for one in ended), ended
    assert (gateway.verbs, Refund.objects.count()) == (["refund"], 1)
    assert gateway.inside_a_transaction == [False]


def test_where_nobody_hears_of_the_refund_it_is_asked_about_on(gateway: FakeGateway) -> None:
    gateway.says = [Unsure("read timed out")]
    refund = cancel_booking(_paid().pk).refund
    assert refund is not None
    assert refund.state == "pending"
    gateway.says = [world.done]
    assert look(refund.pk, whether_due_or_not=True).state == "succeeded"


def test_what_the_gateway_refuses_is_put_before_a_person(gateway: FakeGateway) -> None:
    """At once, or after it was asked on: its guest was told that the money goes back."""
    gateway.says = [world.not_done]
    booking = _paid(days=10)
    refused = cancel_booking(booking.pk).refund
    assert refused is not None
    assert (refused.state, _told()) == ("failed", ["booking_cancelled"])
    case = Case.objects.get()
    assert (case.kind, case.fact, str(case.amount)) == ("refund", refused.reference, "40.00")
    assert (case.payment, case.closed_at) == (refused.payment_id, None)
    gateway.says = [world.done]
    world.refund_of(Payment.objects.get())
    assert Case.objects.get().closed_at is not None


def test_what_has_gone_back_already_does_not_go_back_twice(gateway: FakeGateway) -> None:
    booking = _paid()
    world.refund_of(Payment.objects.get(), amount="50.00")
    refund = cancel_booking(booking.pk).refund
    assert refund is not None
    assert str(refund.amount) == "30.00"
    assert gateway.verbs == ["refund", "refund"]


def test_what_the_gateway_took_back_is_not_sent_back(gateway: FakeGateway) -> None:
    booking = _paid()
    reverse(Payment.objects.get())
    assert cancel_booking(booking.pk).refund is None
    assert gateway.asked == []


def test_a_stay_that_is_not_paid_ends_with_its_order(gateway: FakeGateway) -> None:
    order, booking = book()
    new_payment(order)
    cancelled = cancel_booking(booking.pk)
    assert (cancelled.booking.state, cancelled.refund) == ("cancelled", None)
    assert states(order) == ("cancelled", "cancelled", 0)
    assert gateway.verbs == ["look"]
    assert cancel_booking(booking.pk).booking.state == "cancelled"
    assert _told() == []


def test_what_has_just_been_paid_is_not_cancelled_unseen(gateway: FakeGateway) -> None:
    order, booking = book()
    payment = new_payment(order)
    gateway.says = [succeeded(payment)]
    _refused(BookingNotCancellable, booking)
    assert states(order) == ("paid", "confirmed", 2)
    assert gateway.verbs == ["look"]


def test_a_guest_who_has_arrived_stays(gateway: FakeGateway) -> None:
    booking = _paid()
    Booking.objects.update(arrived_at=Now())
    _refused(BookingNotCancellable, booking)
    assert gateway.asked == []


def test_what_is_over_or_has_run_out_is_not_cancelled(gateway: FakeGateway) -> None:
    order, expired = book()
    Order.objects.filter(pk=order.pk).update(status="expired")
    Booking.objects.filter(pk=expired.pk).update(state="expired")
    over = _paid()
    Booking.objects.filter(pk=over.pk).update(state="completed")
    for booking in (expired, over):
        _refused(BookingNotCancellable, booking)
    assert gateway.asked == []


def test_what_is_over_is_not_cancelled_though_the_schedule_has_not_said_so(
    gateway: FakeGateway,
) -> None:
    booking = new_booking(check_in=_today() - timedelta(days=5))
    order = Order.objects.create(
        customer=new_customer(),
        currency=booking.currency,
        total_minor=booking.total.minor,
        expires_at=now() + timedelta(hours=1),
    )
    Line.objects.create(
        order=order, position=0, booking=booking, quantity=2, unit_price_minor=booking.price_minor
    )
    settle(succeeded(new_payment(order)))
    _refused(BookingNotCancellable, booking)
    assert states(order) == ("paid", "confirmed", 2)


def test_where_the_gateway_cannot_return_money_nothing_is_cancelled(gateway: FakeGateway) -> None:
    booking = _paid()
    gateway.missing = ["MOMO_DISBURSEMENT_API_KEY"]
    _refused(RefundsNotConfigured, booking)
    assert gateway.asked == []


def test_nobody_cancels_what_is_not_there() -> None:
    with pytest.raises(UnknownBookingId):
        cancel_booking(uuid4())


@given(
    paid=st.integers(1, 10**15),
    gone=st.floats(0, 1),
    percents=st.lists(st.integers(0, 100), min_size=3, max_size=3),
    hours=st.tuples(st.integers(-100, 2000), st.integers(0, 2000)),
    zone=st.sampled_from(["Africa/Cairo", "Africa/Casablanca", "Africa/Kampala"]),
)
def test_a_quote_is_never_more_than_is_left_of_what_was_paid_and_falls_with_time(
    paid: int, gone: float, percents: list[int], hours: tuple[int, int], zone: str
) -> None:
    """Of a policy of three steps, over the days on which the clocks are changed at the place."""
    most, some, least = sorted(percents, reverse=True)
    steps = [
        {"days_before": days, "percent": percent}
        for days, percent in ((30, most), (7, some), (0, least))
    ]
    booking = Booking(policy_steps=steps, check_in=date(2026, 11, 2), currency="EUR")
    returned = min(int(paid * gone), paid)
    payment = Payment(
        state=Payment.State.SUCCEEDED,
        booked_to=ORDERS,
        captured_minor=paid,
        captured_currency="EUR",
        returned_minor=returned,
    )
    early = datetime(2026, 11, 2, tzinfo=UTC) - timedelta(hours=hours[0])
    quotes = [
        money_back(booking, payment, day=date_at(at, zone)).minor
        for at in (early, early + timedelta(hours=hours[1]))
    ]
    assert 0 <= quotes[1] <= quotes[0] <= paid - returned
    if not returned:
        assert quotes[0] * 100 <= paid * most


def _refused(family: type[NauliError], booking: Booking) -> None:
    with pytest.raises(family):
        cancel_booking(booking.pk)
    now_ = again(booking)
    assert now_.state != "cancelled"
    assert Refund.objects.count() == 0
    assert _told() == []
