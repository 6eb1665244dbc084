"""A shop in which everything that can happen has happened, by the product's own verbs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models.functions import Now

from nauli.cases.close import close_case
from nauli.cases.models import Case
from nauli.gateways.contract import Charge, Journal, Outcome, Refund, Refused, Report, Unsure
from nauli.kit.money import Money
from nauli.notifications import receipts, send
from nauli.notifications.channels.contract import NotAccepted
from nauli.notifications.models import Message
from nauli.orders.models import Order
from nauli.payments import expire
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.refunds.cancel_booking import cancel_booking
from nauli.refunds.look import look as look_at_refund
from nauli.refunds.models import Refund as Returned
from nauli.webhooks import process
from tests.door import Door, read
from tests.factories import new_listing, new_policy
from tests.fakes import FakeCarrier, FakeGateway
from tests.stays import book
from tests.webhooks.events import event_body, sign

_OPERATIONS = {
    "charge": "requesttopay",
    "look": "status",
    "refund": "refund",
    "look_refund": "refund status",
}
_STATUS = {
    Outcome.SUCCEEDED: "SUCCESSFUL",
    Outcome.FAILED: "FAILED",
    Outcome.PENDING: "PENDING",
    Outcome.REVERSED: "REVERSED",
}


class WritingGateway(FakeGateway):
    """Says what it is told to say, and has it written down as MoMo's client does."""

    def _answer(self, verb: str, charge: Charge | Refund, journal: Journal) -> Report:
        operation = _OPERATIONS[verb]
        creates = verb in {"charge", "refund"}
        url = "http://momo.test/collection/v1_0/requesttopay"
        if isinstance(charge, Refund):
            url = "http://momo.test/disbursement/v1_0/refund"
        headers = {"Authorization": "[redacted]"}
        if creates:
            headers["X-Reference-Id"] = str(charge.id)
        else:
            url += f"/{charge.id}"
        method, body = ("POST", b'{"amount": "12.50"}') if creates else ("GET", b"")
        exchange = journal.sending(operation, method=method, url=url, headers=headers, body=body)
        try:
            report = super()._answer(verb, charge, journal)
        except Refused:
            exchange.answered(400, b"")
            raise
        except Unsure as error:
            exchange.broke(error.detail)
            raise
        exchange.answered(*_told(verb, charge, report))
        return report


def _told(verb: str, charge: Charge | Refund, report: Report) -> tuple[int, bytes]:
    if verb in {"charge", "refund"}:
        return 202, b""
    if report.outcome is Outcome.UNKNOWN_HERE:
        return 404, b'{"code": "RESOURCE_NOT_FOUND"}'
    amount = report.amount or charge.amount
    said = {
        "status": _STATUS[report.outcome],
        "amount": str(amount),
        "currency": amount.currency,
        "externalId": charge.reference,
        "payer": {"partyIdType": "MSISDN", "partyId": "*********456"},
    }
    return 200, json.dumps(said).encode()


@dataclass
class BusyShop:
    """`door` has every scope. The webhook's secret and all settings are its caller's."""

    door: Door
    gateway: WritingGateway
    carrier: FakeCarrier

    def product(self, stock: int = 10) -> str:
        body = {"name": "Tea", "price": "12.50", "currency": "EUR", "stock": stock}
        return str(read(self.door.post("/api/products/", body), 201)["id"])

    def order(self, product: str = "") -> Order:
        buyer = {"name": "Amina", "phone": "+256772123456", "email": "amina@example.org"}
        customer = read(self.door.post("/api/customers/", buyer), 201)["id"]
        items = [{"product": product or self.product(), "quantity": 1}]
        body = {"customer": customer, "items": items}
        placed = read(self.door.post("/api/orders/", body, idempotency_key=uuid4().hex), 201)
        return Order.objects.get(pk=placed["id"])

    def charge(self, order: Order | None = None) -> Payment:
        body = {"order": str((order or self.order()).pk)}
        answer = self.door.post("/api/payments/charge/", body, idempotency_key=uuid4().hex)
        return self.payment(UUID(read(answer, 201)["id"]))

    def payment(self, number: UUID) -> Payment:
        return Payment.objects.select_related("order").get(pk=number)

    def say(self, payment: Payment, outcome: Outcome, *, amount: str = "") -> Payment:
        """Have the gateway asked and say this."""
        told = Money.parse(amount, payment.currency) if amount else payment.amount
        failed = outcome is Outcome.FAILED
        self.gateway.says = [
            Report(
                reference=payment.reference,
                outcome=outcome,
                amount=told if outcome is Outcome.SUCCEEDED else None,
                transaction=str(payment.pk.int)[:12] if outcome is Outcome.SUCCEEDED else "",
                code="declined" if failed else "",
                message="APPROVAL_REJECTED" if failed else "",
            )
        ]
        look(payment.pk, whether_due_or_not=True)
        return self.payment(payment.pk)

    def charge_unheard(self, order: Order | None = None) -> Payment:
        """Charge, and hear nothing: the gateway may have it, or may not."""
        self.gateway.says = [Unsure("read timed out")]
        return self.charge(order)

    def lose(self, payment: Payment) -> Payment:
        """Have the gateway know nothing of it, and say nothing should it be sent again."""
        unknown = Report(reference=payment.reference, outcome=Outcome.UNKNOWN_HERE)
        self.gateway.says = [unknown, Unsure("read timed out")]
        look(payment.pk, whether_due_or_not=True)
        return self.payment(payment.pk)

    def give_back(self, payment: Payment, amount: str | None = None) -> Returned:
        """Have a client ask for it; the gateway takes it and has not done it yet."""
        body = {"amount": amount} if amount else {}
        path = f"/api/payments/{payment.pk}/refunds/"
        answer = self.door.post(path, body, idempotency_key=uuid4().hex)
        return Returned.objects.get(pk=read(answer, 201)["id"])

    def say_of_refund(self, refund: Returned, outcome: Outcome) -> Returned:
        """Have the gateway asked what became of a refund, and say this."""
        failed = outcome is Outcome.FAILED
        self.gateway.says = [
            Report(
                reference=refund.reference,
                outcome=outcome,
                amount=None if failed else refund.amount,
                code="not_enough_funds" if failed else "",
                message="NOT_ENOUGH_FUNDS" if failed else "",
            )
        ]
        return look_at_refund(refund.pk, whether_due_or_not=True)

    def hear(self, payment: Payment, status: str = "success", **more: object) -> None:
        """Have a signed event come and be acted on."""
        body = event_body(payment, status, **more)
        read(self.door.post("/api/webhooks/momo/", body, x_momo_signature=sign(body)))
        process.process_due(50)

    def run_out(self, order: Order) -> None:
        Order.objects.filter(pk=order.pk).update(expires_at=Now() - timedelta(days=1))
        expire.expire_due(50)
        # It was a moment ago, or else it would have been held for too long.
        Order.objects.filter(pk=order.pk).update(expires_at=Now() - timedelta(seconds=1))

    def send(self) -> None:
        """Send all messages; each SMS that is taken arrives."""
        send.send_due(200)
        sent = Message.objects.filter(state="sent", channel="sms").exclude(carrier_id="")
        for message in sent:
            said = f"id={message.carrier_id}&status=Success".encode()
            receipts.keep(carrier_id=message.carrier_id, status="Success", reason="", body=said)
        receipts.process_due(200)

    def live(self) -> None:
        """Have everything happen once."""
        self._usual()
        self._late()
        self._odd()
        refusal = NotAccepted("No.", code="InvalidPhoneNumber", permanent=True)
        self.carrier.says = [refusal]
        self.send()

    def _usual(self) -> None:
        self.say(self.charge(), Outcome.SUCCEEDED)
        heard = self.charge()
        self.hear(heard)
        self.say(heard, Outcome.SUCCEEDED)
        self.hear(self.charge())  # and not confirmed yet
        again = self.order()
        self.say(self.charge(again), Outcome.FAILED)
        self.say(self.charge(again), Outcome.SUCCEEDED)
        self.charge()
        self.order()
        shelf = self.product()
        read(self.door.post(f"/api/products/{shelf}/restock/", {"delta": -3}))
        read(self.door.post(f"/api/orders/{self.order(shelf).pk}/cancel/"))

    def _late(self) -> None:
        late = self.charge(self.order(self.product(stock=1)))
        self.run_out(late.order)
        self.say(late, Outcome.SUCCEEDED)  # its goods are free
        shelf = self.product(stock=1)
        gone = self.charge(self.order(shelf))
        self.run_out(gone.order)
        self.order(shelf)
        self.say(gone, Outcome.SUCCEEDED)
        twice = self.order()
        first = self.charge(twice)
        read(self.door.post(f"/api/payments/{first.pk}/cancel/"))
        self.say(self.charge(twice), Outcome.SUCCEEDED)
        self.say(first, Outcome.SUCCEEDED)
        moved_on = self.charge()
        read(self.door.post(f"/api/payments/{moved_on.pk}/cancel/"))
        self.say(moved_on, Outcome.FAILED)

    def _odd(self) -> None:
        self.say(self.charge(), Outcome.SUCCEEDED, amount="1.00")
        self.gateway.says = [Refused("No.", code="refused")]
        self.charge()
        lost = self.charge_unheard()
        self.lose(lost)
        self.say(lost, Outcome.SUCCEEDED)
        asked = self.charge()
        self.door.post(f"/api/webhooks/momo/{asked.reference}/", b'{"status": "SUCCESSFUL"}')
        self.hear(asked, amount="1.00")
        for case in Case.objects.filter(kind="event"):
            close_case(case.pk, resolution="A mistake of theirs.")

    def travel(self) -> None:
        """Have every end of a stay happen once."""
        listing = new_listing(units=4, time_zone="UTC", policy=new_policy((14, 50)))
        _, (paid, _), (late, _), (_, given_up) = (book(listing) for _ in range(4))
        self.say(self.charge(paid), Outcome.SUCCEEDED)
        self.run_out(late)
        cancel_booking(given_up.pk)
        order, stay = book(listing)
        self.say(self.charge(order), Outcome.SUCCEEDED)
        self.gateway.says = [Refused("No.", code="refused")]
        cancel_booking(stay.pk)

    def return_some(self) -> None:
        """Have money go back in every way once."""
        whole = self.say(self.charge(), Outcome.SUCCEEDED)
        self.say_of_refund(self.give_back(whole), Outcome.SUCCEEDED)
        parts = self.say(self.charge(), Outcome.SUCCEEDED)
        self.say_of_refund(self.give_back(parts, "2.00"), Outcome.SUCCEEDED)
        self.say_of_refund(self.give_back(parts, "3.00"), Outcome.FAILED)
        late = self.say_of_refund(self.give_back(parts, "4.00"), Outcome.FAILED)
        self.say_of_refund(late, Outcome.SUCCEEDED)
        self.give_back(parts, "1.00")
        taken_back = self.say(self.charge(), Outcome.SUCCEEDED)
        self.say_of_refund(self.give_back(taken_back, "5.00"), Outcome.SUCCEEDED)
        self.say(taken_back, Outcome.REVERSED)
