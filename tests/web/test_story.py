from __future__ import annotations

from collections.abc import Callable

import pytest

from nauli.orders.models import Order
from nauli.payments.settle import settle
from nauli.travel.models import Booking
from nauli.web.story import read_story
from tests.factories import new_order, new_payment, succeeded
from tests.web.orders import new_stay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateway")]


@pytest.mark.parametrize("new", [new_order, new_stay])
def test_who_looks_while_the_money_comes_is_not_told_both(new: Callable[[], Order]) -> None:
    """The order was found a moment before its payment came: nobody is asked to pay it again."""
    payment = new_payment(new())
    found = Order.objects.get(pk=payment.order.pk)
    settle(succeeded(payment))
    story = read_story(found)
    assert (story.order.status, story.may_be_paid) == (Order.Status.PAID, False)
    assert story.booking is None or story.booking.state == Booking.State.CONFIRMED
