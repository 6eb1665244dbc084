"""Whatever a gateway does, and whenever we hear of it, no money is lost, doubled or denied."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
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
from tests.payments.world import again
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
        if charge.reference not in self.taken and self.next_ != "is slow to show":
            self.visible.add(charge.reference)
        self.taken.setdefault(charge.reference, "pending")
        if self.next_ == "takes and hangs":
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


HOW = st.sampled_from(["takes", "loses", "takes and hangs", "is slow to show"])
WHICH = st.integers(0, 3)


class OneOrder(RuleBasedStateMachine):
    """An order whose customer pays, hesitates and tries again, at a gateway like any."""

    settings: Settings  # of the test that runs it
    present: Book

    def __init__(self) -> None:
        super().__init__()
        self.book = type(self).present = Book()
        self.failed: set[UUID] = set()  # what has been seen to fail
        self.order = new_order(new_product(stock=1))
        self.settings.RESEND_AFTER_SECONDS = 3600

    @property
    def payments(self) -> list[Payment]:
        return list(Payment.objects.filter(order=self.order).order_by("created_at", "pk"))

    def _one(self, which: int) -> list[Payment]:
        payments = self.payments
        return [payments[which % len(payments)]] if payments else []

    @initialize(how=HOW)
    def begin(self, how: str) -> None:
        self.charge(how)

    @rule(how=HOW)
    def charge(self, how: str) -> None:
        self.book.next_ = how
        with suppress(PaymentInFlight, OrderNotPayable):
            start_payment(self.order.pk, method="momo", phone="", ticket=new_ticket())

    @precondition(lambda self: self.book.taken)
    @rule(state=st.sampled_from(["success", "failed"]), which=WHICH)
    def decide(self, state: str, which: int) -> None:
        references = sorted(self.book.taken)
        reference = references[which % len(references)]
        if self.book.taken[reference] != "success":  # money that came stays
            self.book.taken[reference] = state

    @rule(which=WHICH)
    def look_at(self, which: int) -> None:
        for payment in self._one(which):
            look(payment.pk, whether_due_or_not=True)

    @rule(how=HOW, which=WHICH)
    def two_minutes_later(self, how: str, which: int) -> None:
        """By now the gateway shows all that it took; what it lost is sent again."""
        self.book.visible = set(self.book.taken)
        self.book.next_ = how
        self.settings.RESEND_AFTER_SECONDS = 0
        self.look_at(which)
        self.settings.RESEND_AFTER_SECONDS = 3600

    @rule(which=WHICH)
    def tell(self, which: int) -> None:
        """The gateway sends what its book says, signed, and its own callback."""
        for payment in self._one(which):
            word = self.book.taken.get(payment.reference, "pending")
            body = event_body(payment, word)
            if receive_signed("momo", body, signature=sign(body)):
                process(Event.objects.latest("id").pk)
            receive_question("momo", word.encode(), reference=payment.reference)

    @rule(which=WHICH)
    def move_on(self, which: int) -> None:
        for payment in self._one(which):
            with suppress(PaymentNotCancellable):
                cancel_payment(payment.pk)

    @rule(patience=st.integers(0, 3))
    def run_out(self, patience: int) -> None:
        order = Order.objects.get(pk=self.order.pk)
        if order.status == "open" and patience == 0:
            release(order, Order.Status.EXPIRED, reason="a test")

    @invariant()
    def what_fails_here_has_not_succeeded_there(self) -> None:
        """Every step is looked at: what the gateway decides later is another step."""
        for payment in self.payments:
            if payment.state == "failed" and payment.confirmed_at is not None:
                if payment.pk not in self.failed:
                    assert self.book.taken.get(payment.reference) != "success"
                self.failed.add(payment.pk)

    @invariant()
    def one_payment_at_most_pays_and_goods_never_go_below_zero(self) -> None:
        paying = [one for one in self.payments if one.booked_to == "orders"]
        status = Order.objects.get(pk=self.order.pk).status
        assert len(paying) == (1 if status == "paid" else 0)
        stock = Product.objects.get(line__order=self.order).stock
        assert stock == (0 if status in {"open", "paid"} else 1)
        assert len([one for one in self.payments if one.state == "pending"]) <= 1

    @invariant()
    def every_success_is_booked_once_and_nothing_else(self) -> None:
        for payment in self.payments:
            booked = Entry.objects.filter(transfer__key=f"payment/{payment.reference}").count()
            assert booked == (2 if payment.state == "succeeded" else 0)

    def teardown(self) -> None:
        """After all is said and asked, our rows and the gateway's book agree."""
        self.two_minutes_later("loses", 0)
        for payment in self.payments:
            self.book.visible = set(self.book.taken)
            self.settings.RESEND_AFTER_SECONDS = 0
            self.book.next_ = "takes"  # what it never gets cannot end while the order lives
            for _ in range(2):
                look(payment.pk, whether_due_or_not=True)
            there = self.book.taken.get(payment.reference, "failed")
            here = again(payment).state
            assert {"success": "succeeded"}.get(there, there) == here or (
                (there, here) == ("pending", "cancelled")
            )


def test_no_history_of_a_gateway_loses_doubles_or_denies_money(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]
    OneOrder.settings = settings
    monkeypatch.setitem(registry.GATEWAYS, "momo", lambda: OneOrder.present)
    few = hypothesis_settings(
        max_examples=30,
        stateful_step_count=10,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],  # a shorter history would cost more than it explains
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    run(OneOrder, settings=few)
