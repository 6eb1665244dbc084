from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from pytest_django import Settings

from nauli.gateways.contract import Charge, Journal, Refused, Report, Unsure
from nauli.payments.ask import ask
from nauli.payments.cancel import cancel_order
from nauli.payments.look import ask_soon, look
from nauli.payments.models import Exchange, Payment
from nauli.payments.return_url import is_way_back
from nauli.payments.settle import settle
from tests.factories import new_payment, pending, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import WAITING, again, world
from tests.pool import pooled_connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lost", [OperationalError, InterfaceError])
def test_a_database_that_goes_away_after_the_claim_leaves_the_payment_pending(
    gateway: FakeGateway, lost: type[Exception]
) -> None:
    def go_away(_: Charge, __: Journal) -> Report:
        raise lost("the connection is closed")

    gateway.says = [go_away]
    payment = new_payment()
    assert ask(payment).state == "pending"
    assert gateway.verbs == ["charge"]
    assert world(payment) == WAITING


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", [ask, partial(look, whether_due_or_not=True)])
def test_who_waits_inside_a_gateway_keeps_no_pooled_connection(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch, verb: Callable[[Any], Payment]
) -> None:
    """It may wait for a token that another thread fetches, who needs a connection to do so."""
    payment, kept = new_payment(), list[object]()
    with pooled_connection(monkeypatch) as pooled:

        def wait(charge: Charge, _: Journal) -> Report:
            kept.append(pooled.connection)
            return pending(payment)

        gateway.says = [wait]
        verb(payment if verb is ask else payment.pk)
    assert kept == [None]


@pytest.mark.parametrize(
    ("public_url", "led"), [("https://nauli.example", "ours"), ("", "merchants")]
)
def test_who_has_paid_on_a_page_comes_by_us_so_that_the_gateway_is_asked(
    gateway: FakeGateway, settings: Settings, public_url: str, led: str
) -> None:
    settings.PUBLIC_URL = public_url
    merchants = "https://shop.example/thanks"
    payment = new_payment()
    Payment.objects.update(return_url=merchants)
    ask(again(payment))
    ((_, charge),) = gateway.asked
    if led == "merchants":
        assert charge.return_url == merchants
        return
    token = charge.return_url.removeprefix(f"https://nauli.example/pay/{payment.pk}/return/")
    assert is_way_back(payment.pk, token.removesuffix("/"))


@pytest.mark.parametrize("news", ["callback", "event"])
def test_news_while_the_first_request_is_refused_is_asked_about(
    gateway: FakeGateway, news: str
) -> None:
    """Nobody has looked yet, so that no look has answered it."""
    payment = new_payment()

    def refuse(_: Charge, __: Journal) -> Report:
        if news == "callback":
            ask_soon(payment)
        else:
            settle(succeeded(payment), asked=False)
        raise Refused("400")

    gateway.says = [refuse]
    ask(payment)
    assert gateway.verbs == ["charge"]
    assert again(payment).next_look_at is not None
    assert again(payment).state == ("failed" if news == "callback" else "succeeded")


@pytest.mark.django_db(transaction=True)
def test_what_was_ended_before_its_request_left_is_not_sent(gateway: FakeGateway) -> None:
    """A gateway may take half a minute to give the token that the request needs."""

    def get_a_token_and_send(charge: Charge, journal: Journal) -> Report:
        journal.sending("token", method="POST", url="http://momo/", headers={}, body=b"")
        cancel_order(charge.order_id)
        journal.sending("requesttopay", method="POST", url="http://momo/", headers={}, body=b"")
        return pending(payment)

    payment = new_payment()
    gateway.says = [get_a_token_and_send, Unsure("not known yet")]
    ask(payment)
    assert gateway.verbs == ["charge", "look"]
    assert list(Exchange.objects.values_list("operation", flat=True)) == ["token"]
    assert (world(payment).payment, world(payment).order) == ("cancelled", "cancelled")
