"""What holds the looks within their limits."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

import pytest
from django.db import transaction

from nauli.payments.look import ask_soon, look
from nauli.payments.models import Payment
from tests.bells import rung
from tests.factories import new_payment
from tests.fakes import FakeGateway
from tests.payments.world import again
from tests.together import behind_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_brings_news_has_somebody_rung() -> None:
    payment = new_payment()
    assert rung(lambda: ask_soon(payment)) == [("payments.look", str(payment.pk))]


def test_news_that_came_while_a_look_waited_to_begin_is_no_news_after_it(
    gateway: FakeGateway,
) -> None:
    """The look asks after the news was written down, whenever its own statement was sent."""
    payment = new_payment()
    with ExitStack() as later:
        with transaction.atomic():
            Payment.objects.select_for_update().get(pk=payment.pk)
            ask = partial(look, payment.pk, whether_due_or_not=True)
            looked = later.enter_context(behind_a_lock(ask))
            ask_soon(payment)
        looked.result(timeout=10)
    assert gateway.verbs == ["look"]
    assert not again(payment).news_since_looked


def test_news_that_waited_while_a_look_began_is_asked_about(gateway: FakeGateway) -> None:
    """The look may have asked before it: its answer is older, whenever the news was sent."""
    payment = new_payment()
    with ExitStack() as later:
        with transaction.atomic():
            Payment.objects.select_for_update().get(pk=payment.pk)
            told = later.enter_context(behind_a_lock(partial(ask_soon, payment)))
            look(payment.pk, whether_due_or_not=True)
        told.result(timeout=10)
    assert again(payment).news_since_looked
