from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nauli.cases.models import Case
from nauli.desk.explain import Story, explain, find_payments
from nauli.desk.steps import KINDS
from nauli.gateways.contract import Outcome
from nauli.kit.errors import NotFound
from nauli.payments.models import Exchange, Payment
from nauli.payments.settle import settle
from tests.desk.busy import BusyShop
from tests.factories import new_order, new_payment, succeeded
from tests.stays import book

pytestmark = pytest.mark.django_db


def _told(story: Story) -> list[str]:
    """Return the story without what differs each time."""
    words = {story.payment.reference: "REF", story.payment.order.number: "ORDER"}
    told = []
    for step in story.steps:
        line = f"{step.kind}: {step.title}"
        for word, name in words.items():
            line = line.replace(word, name)
        told.append(line)
    return told


def test_a_payments_story_from_the_request_to_the_receipt(shop: BusyShop) -> None:
    payment = shop.charge()
    shop.hear(payment)
    shop.say(payment, Outcome.SUCCEEDED)
    shop.send()
    story = explain(shop.payment(payment.pk))
    key = next(step for step in story.steps if step.kind == "request")
    assert _told(story) == [
        "change: order open",
        f"request: {key.title}",
        "change: payment pending",
        "exchange: requesttopay → 202",
        "event: signed event: processed",
        "change: order open → paid",
        "change: payment pending → succeeded",
        "ledger: debit clearing:momo EUR 12.50",
        "ledger: credit orders EUR 12.50",
        "message: email to amina@example.org: payment_succeeded",
        "message: sms to ***456: payment_succeeded",
        "look: asked once what became of it; the last time:",
        "exchange: status → 200",
        "receipt: carrier says Success",
    ]
    assert key.title.endswith("…: answered 201")
    assert "by client tests" in key.detail
    changed = [step.detail for step in story.steps if step.title == "payment pending"]
    assert changed[0].startswith("by key:tests · request ")
    sms = next(step for step in story.steps if step.title.startswith("sms"))
    assert sms.detail.startswith("delivered at ")
    assert sms.detail.endswith("1 attempt")
    assert story.standing == f"Succeeded: order {payment.order.number} is paid."


def test_only_the_beginning_of_a_key_is_shown(shop: BusyShop) -> None:
    order = shop.order()
    secret = "a-key-that-is-rather-long"
    body = {"order": str(order.pk)}
    shop.door.post("/api/payments/charge/", body, idempotency_key=secret)
    (payment,) = find_payments(order.number)
    told = "\n".join(f"{step.title} {step.detail}" for step in explain(payment).steps)
    assert "under key a-key-th…" in told
    assert secret not in told


def test_nobody_reads_a_whole_phone_number(shop: BusyShop) -> None:
    payment = shop.charge()
    shop.hear(payment, payer="0772123456", note="+256772123456 and 256772123456")
    shop.say(payment, Outcome.SUCCEEDED)
    steps = explain(shop.payment(payment.pk)).steps
    told = "\n".join(f"{s.title} {s.detail} {dict(s.texts)}" for s in steps)
    assert "772123456" not in told
    assert "***456 and ***456" in told
    assert str(payment.pk) in told  # other numbers stay


def test_what_nobody_answered_is_said(shop: BusyShop) -> None:
    """As a process that dies between the claim and the answer leaves it."""
    payment = shop.charge()
    Exchange.objects.update(ended_at=None, status=None, answer="")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE idempotency_key SET status = NULL, body = NULL")
    steps = explain(shop.payment(payment.pk)).steps
    (sent,) = [step for step in steps if step.kind == "exchange"]
    assert sent.title == "requesttopay → no answer was written down: the process died or hangs"
    assert sent.good is False
    (asked,) = [step for step in steps if step.kind == "request"]
    assert asked.title.endswith(": no answer is stored")
    assert "taken over by the next request from " in asked.detail


def test_a_resend_a_callback_and_a_case_are_told(shop: BusyShop) -> None:
    payment = shop.charge_unheard()
    shop.door.post(f"/api/webhooks/momo/{payment.reference}/", b'{"status": "?"}')
    shop.lose(payment)
    shop.say(payment, Outcome.SUCCEEDED, amount="1.00")
    case = Case.objects.get()
    shop.door.post(f"/api/cases/{case.pk}/close/", {"resolution": "Sent back."})
    told = _told(explain(shop.payment(payment.pk)))
    order = [
        "event: unsigned callback, a question: processed",
        "exchange: status → 404",
        "resend: sent once more: the gateway had never heard of it",
        "exchange: requesttopay → read timed out",
        "look: asked 2 times what became of it; the last time:",
        "exchange: status → 200",
        "change: payment pending → set_aside",
        "ledger: credit suspense EUR 1.00",
        f"case: case {case.pk} opened: mismatch, EUR 1.00",
        f"case: case {case.pk} closed: mismatch, EUR 1.00",
    ]
    # The first request has the resend's name too.
    told.remove("exchange: requesttopay → read timed out")
    assert [line for line in told if line in order] == order
    closed = next(s for s in explain(shop.payment(payment.pk)).steps if "closed" in s.title)
    assert closed.detail.endswith("Sent back.")
    assert closed.detail.startswith("by key:tests · request ")


def test_what_went_back_is_part_of_the_story(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    gone = shop.say_of_refund(shop.give_back(payment, "5.00"), Outcome.SUCCEEDED)
    refused = shop.say_of_refund(shop.give_back(payment, "2.50"), Outcome.FAILED)
    shop.say(payment, Outcome.REVERSED)
    story = explain(shop.payment(payment.pk))
    told = [
        line.replace(gone.reference, "GONE").replace(refused.reference, "REFUSED")
        for line in _told(story)
    ]
    of = {kind: [line for line in told if line.startswith(kind)] for kind in KINDS}
    assert of["change"][-5:] == [
        "change: refund GONE over EUR 5.00: pending",
        "change: refund GONE over EUR 5.00: pending → succeeded",
        "change: refund REFUSED over EUR 2.50: pending",
        "change: refund REFUSED over EUR 2.50: pending → failed",
        "change: payment succeeded → reversed",
    ]
    assert of["ledger"][2:] == [
        "ledger: debit orders EUR 5.00",
        "ledger: credit refunds EUR 5.00",
        "ledger: debit refunds EUR 5.00",
        "ledger: credit clearing:momo EUR 5.00",
        "ledger: debit orders EUR 2.50",
        "ledger: credit refunds EUR 2.50",
        "ledger: debit refunds EUR 2.50",
        "ledger: credit orders EUR 2.50",
        "ledger: debit orders EUR 7.50",
        "ledger: credit clearing:momo EUR 7.50",
    ]
    assert of["look"][0] == "look: asked once what became of refund GONE; the last time:"
    assert [line.partition(" under")[0] for line in of["request"]] == [
        "request: asked for",
        "request: a refund was asked for",
        "request: a refund was asked for",
    ]
    assert [line for line in of["message"] if "refund_succeeded" in line] == [
        "message: email to amina@example.org: refund_succeeded",
        "message: sms to ***456: refund_succeeded",
    ]
    sent = next(step for step in story.steps if step.title == "refund → 202")
    assert sent.detail.endswith(f"about {gone.reference}")


def test_another_payments_story_is_its_own(shop: BusyShop) -> None:
    shop.say(shop.charge(), Outcome.SUCCEEDED)
    other = shop.charge()
    kinds = {step.kind for step in explain(other).steps}
    assert kinds == {"change", "request", "exchange"}


def test_a_story_costs_as_many_queries_as_there_are_tables(shop: BusyShop) -> None:
    shop.live()
    shop.return_some()
    counts = set()
    for payment in Payment.objects.select_related("order"):
        with CaptureQueriesContext(connection) as asked:
            explain(payment)
        counts.add(len(asked))
    # Django does not ask for the receipts of no message, nor standing for a stay without a word.
    assert counts == {10, 11, 12}


# --- By which name --------------------------------------------------------------------------------


def test_it_is_found_by_each_of_its_names(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    shop.charge()
    names = [
        payment.reference,
        payment.reference.lower(),
        f" {payment.reference} ",
        str(payment.pk),
        payment.pk.hex.upper(),
        payment.transaction,
        payment.order.number,
        payment.order.number.lower(),
        str(payment.order_id),
    ]
    for name in names:
        assert [found.pk for found in find_payments(name)] == [payment.pk], name


def test_an_order_stands_for_all_its_payments(shop: BusyShop) -> None:
    order = shop.order()
    first = shop.say(shop.charge(order), Outcome.FAILED)
    second = shop.charge(order)
    assert [found.pk for found in find_payments(order.number)] == [first.pk, second.pk]


def test_a_refund_stands_for_its_payment(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    shop.say(shop.charge(), Outcome.SUCCEEDED)
    refund = shop.give_back(payment)
    for name in (refund.reference, refund.reference.lower(), str(refund.pk)):
        assert [found.pk for found in find_payments(name)] == [payment.pk], name


@pytest.mark.parametrize("name", ["", " ", "nobody", "NAU-%", "\x00", "x" * 1000])
def test_what_nobody_knows_is_said(shop: BusyShop, name: str) -> None:
    shop.charge()
    new_order()
    with pytest.raises(NotFound, match="No payment is known by"):
        find_payments(name)


def test_an_unknown_id_and_an_order_without_payments_are_not_found() -> None:
    for name in (str(uuid4()), new_order().number):
        with pytest.raises(NotFound):
            find_payments(name)


def test_times_are_in_order(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    times = [step.at for step in explain(payment).steps]
    assert times == sorted(times)
    assert times[-1] <= timezone.now()


def test_the_story_of_a_stay_is_found_by_its_code_and_tells_what_became_of_it() -> None:
    order, booking = book()
    payment = settle(succeeded(new_payment(order)))
    for name in (str(booking.pk), booking.code, booking.code.lower()):
        assert find_payments(name) == [payment]
    told = [step.title for step in explain(payment).steps if step.kind == "change"]
    assert {"booking held", "booking held → confirmed", "order open → paid"} <= set(told)
