"""Whatever a gateway does, and whenever we hear of it, no money is lost, doubled or denied."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from inspect import signature
from random import Random
from uuid import UUID

import pytest
from django.db.models import Max
from hypothesis import HealthCheck, Phase, given, note
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from nauli.catalog.models import Product
from nauli.gateways import registry
from nauli.gateways.contract import Charge, Journal, Outcome, Report, Unreachable, Unsure
from nauli.kit.findings import Check
from nauli.ledger.models import Entry
from nauli.orders.end import release
from nauli.orders.models import Order
from nauli.payments.cancel import PaymentNotCancellable, cancel_payment
from nauli.payments.errors import OrderNotPayable, PaymentInFlight
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.payments.start import start_payment
from nauli.webhooks.models import Event
from nauli.webhooks.process import process
from nauli.webhooks.receive import receive_question, receive_signed
from tests.factories import new_order, new_product, new_ticket
from tests.webhooks.events import SECRET, event_body, sign

pytestmark = pytest.mark.django_db


@dataclass
class Book:
    """A gateway as it may be: it takes or loses requests, shows them late, and changes its mind.

    A failure that turns into a success is real: money that came late.
    """

    name = "momo"

    taken: dict[str, str] = field(default_factory=dict)  # reference -> pending, success, failed
    visible: set[str] = field(default_factory=set)
    next_: str = "takes"  # what becomes of the next request

    def currencies(self) -> frozenset[str]:
        return frozenset({"EUR"})

    def missing_for_refunds(self, currency: str) -> list[str]:
        del currency
        return []

    def checks(self) -> dict[str, Check]:
        return {}

    def cancel(self, charge: Charge, *, journal: Journal) -> bool:
        del charge, journal
        return False

    def charge(self, charge: Charge, *, journal: Journal) -> Report:
        del journal  # this gateway keeps its own book
        if self.next_ == "loses":
            raise Unreachable("lost on its way")
        if charge.reference not in self.taken and self.next_ == "takes":
            self.visible.add(charge.reference)
        self.taken.setdefault(charge.reference, "pending")
        if self.next_ == "hangs and is slow to show":
            raise Unsure("no answer")
        return Report(reference=charge.reference, outcome=Outcome.PENDING)

    def look(self, charge: Charge, *, journal: Journal) -> Report:
        del journal
        if charge.reference not in self.visible:
            return Report(reference=charge.reference, outcome=Outcome.UNKNOWN_HERE)
        state = self.taken[charge.reference]
        if state == "success":
            return Report(
                reference=charge.reference,
                outcome=Outcome.SUCCEEDED,
                amount=charge.amount,
                transaction=f"T{charge.reference}",
            )
        outcome = Outcome.FAILED if state == "failed" else Outcome.PENDING
        return Report(reference=charge.reference, outcome=outcome, code="declined")


HOW = ["takes", "loses", "hangs and is slow to show", "is slow to show"]


class OneOrder:
    """An order whose customer pays, hesitates and tries again, at a gateway like any."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.book = Book()
        self.failed: set[UUID] = set()  # what has been seen to fail
        self.order = new_order(new_product(stock=1))
        self.settings.RESEND_AFTER_SECONDS = 3600
        self.before = Entry.objects.aggregate(last=Max("pk", default=0))["last"]
        self.see()

    def see(self) -> None:
        self.payments = list(Payment.objects.filter(order=self.order).order_by("created_at", "pk"))
        self.status = Order.objects.values_list("status", flat=True).get(pk=self.order.pk)

    def charge(self, how: str) -> None:
        self.book.next_ = how
        with suppress(PaymentInFlight, OrderNotPayable):
            start_payment(self.order.pk, method="momo", phone="", ticket=new_ticket())

    def pay(self, payment: Payment) -> None:
        if payment.reference in self.book.taken:
            self.book.taken[payment.reference] = "success"

    def decline(self, payment: Payment) -> None:
        if self.book.taken.get(payment.reference) == "pending":  # money that came stays
            self.book.taken[payment.reference] = "failed"

    def decline_and_be_asked(self, payment: Payment) -> None:
        self.decline(payment)
        self.look(payment)

    def look(self, payment: Payment) -> None:
        look(payment.pk, whether_due_or_not=True)

    def look_twice(self, payment: Payment) -> None:
        self.look(payment)
        self.look(payment)

    def two_minutes_later(self, payment: Payment, how: str) -> None:
        """By now the gateway shows all that it took; what it lost is sent again."""
        self.book.visible = set(self.book.taken)
        self.book.next_ = how
        self.settings.RESEND_AFTER_SECONDS = 0
        self.look(payment)
        self.settings.RESEND_AFTER_SECONDS = 3600

    def tell(self, payment: Payment) -> None:
        """The gateway sends what its book says, signed, and its own callback."""
        word = self.book.taken.get(payment.reference, "pending")
        body = event_body(payment, word)
        if receive_signed("momo", body, signature=sign(body)):
            process(Event.objects.latest("id").pk)
        receive_question("momo", word.encode(), reference=payment.reference)

    def move_on(self, payment: Payment) -> None:
        with suppress(PaymentNotCancellable):
            cancel_payment(payment.pk)

    def run_out(self) -> None:
        order = Order.objects.get(pk=self.order.pk)
        if order.status == "open":
            release(order, Order.Status.EXPIRED, reason="a test")

    def step(self, name: str, which: int, how: str) -> None:
        payment = self.payments[which % len(self.payments)]
        at_hand = {"payment": payment, "how": how}
        does = getattr(self, name)
        does(**{word: at_hand[word] for word in signature(does).parameters})
        self.no_money_is_denied_doubled_or_made_up()

    def no_money_is_denied_doubled_or_made_up(self) -> None:
        """Every step is looked at: what the gateway decides later is another step."""
        self.see()
        for payment in self.payments:
            if payment.state == "failed" and payment.confirmed_at and payment.pk not in self.failed:
                assert self.book.taken.get(payment.reference) != "success"
                self.failed.add(payment.pk)
        paying = [one for one in self.payments if one.booked_to == "orders"]
        assert len(paying) == (1 if self.status == "paid" else 0)
        stock = Product.objects.get(line__order=self.order).stock
        assert stock == (0 if self.status in {"open", "paid"} else 1)
        assert len([one for one in self.payments if one.state == "pending"]) <= 1
        entries = Entry.objects.filter(pk__gt=self.before)
        booked = Counter(entries.values_list("transfer__key", flat=True))
        succeeded = [one for one in self.payments if one.state == "succeeded"]
        assert booked == {f"payment/{one.reference}": 2 for one in succeeded}

    def end(self) -> None:
        """After all is said and asked, our rows and the gateway's book agree."""
        self.settings.RESEND_AFTER_SECONDS = 0
        self.book.next_ = "takes"  # what it never gets cannot end while the order lives
        for payment in self.payments:
            for _ in range(2):
                self.book.visible = set(self.book.taken)
                look(payment.pk, whether_due_or_not=True)
        self.no_money_is_denied_doubled_or_made_up()
        for payment in self.payments:
            there = self.book.taken.get(payment.reference, "failed")
            assert {"success": "succeeded"}.get(there, there) == payment.state or (
                (there, payment.state) == ("pending", "cancelled")
            )


# Each as often as it takes to bring about, now and then, what needs several of them in a row.
STEPS = [
    *("charge", "charge", "pay", "pay", "decline", "decline_and_be_asked", "look", "look_twice"),
    *("two_minutes_later", "two_minutes_later", "tell", "move_on", "move_on", "run_out"),
]


@hypothesis_settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a shorter history would cost more than it explains
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# Drawn step by step, most histories would be others' with one step changed.
@given(chance=st.randoms(use_true_random=True))
def test_no_history_of_a_gateway_loses_doubles_or_denies_money(
    chance: Random, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]
    one = OneOrder(settings)
    monkeypatch.setitem(registry.GATEWAYS, "momo", lambda: one.book)
    one.charge(chance.choice(HOW))
    one.no_money_is_denied_doubled_or_made_up()
    for _ in range(9):
        name, which, how = chance.choice(STEPS), chance.randrange(2), chance.choice(HOW)
        note(f"{name}, payment {which}; from now on the gateway {how}")
        one.step(name, which, how)
    one.end()
