"""What Chapa sends is stored and only ever leads to questions."""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpResponse
from pytest_django import Settings

from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from nauli.gateways import registry
from nauli.gateways.contract import Refused
from nauli.kit.clock import now
from nauli.payments.lock import lock
from nauli.payments.models import Payment
from nauli.refunds.look import look_at_due
from nauli.refunds.models import Refund
from nauli.webhooks.models import Event
from nauli.webhooks.process import process
from tests.door import Door, read, read_problem
from tests.factories import new_paid_payment, new_payment
from tests.fakes import FakeGateway
from tests.payments.world import again, cases_of
from tests.refunds.world import done, refund_of
from tests.together import behind_a_lock
from tests.webhooks.events import sign

pytestmark = pytest.mark.django_db

_SECRET = "chapa-secret-of-the-tests"
_DOOR = "/api/webhooks/chapa/"
# What Chapa's other header holds: its secret, signed with itself.
_CONSTANT = hmac.new(_SECRET.encode(), _SECRET.encode(), hashlib.sha256).hexdigest()


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    settings.CHAPA_WEBHOOK_SECRETS = [_SECRET]


@pytest.fixture
def chapa(monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    fake = FakeGateway("chapa")
    monkeypatch.setitem(registry.GATEWAYS, "chapa", lambda: fake)
    return fake


def _body(payment: Payment | None = None, **more: object) -> bytes:
    told: dict[str, Any] = {
        "event": "charge.success",
        "status": "success",
        "reference": "AP123",
        "tx_ref": payment.reference if payment else "SHOP-1",
        "amount": "12.50",
        "currency": "EUR",
        **more,
    }
    return json.dumps(told).encode()


def _send(body: bytes, signature: str | None = None) -> HttpResponse:
    signed = sign(body, _SECRET) if signature is None else signature
    return Door().post(_DOOR, body, x_chapa_signature=signed)


def _heard(body: bytes) -> Event:
    """Have it come and be acted on."""
    read(_send(body))
    event = Event.objects.latest("pk")
    process(event.pk)
    event.refresh_from_db()
    return event


def _payment(*, paid: bool = False) -> Payment:
    payment = new_paid_payment(gateway="chapa") if paid else new_payment(gateway="chapa")
    Payment.objects.filter(pk=payment.pk).update(next_look_at=None if paid else Now())
    return again(payment)


def test_a_signed_event_is_stored_once_and_changes_nothing_by_itself() -> None:
    payment = _payment()
    body = _body(payment)
    assert read(_send(body)) == {"received": True, "new": True}
    assert read(_send(body)) == {"received": True, "new": False}
    event = Event.objects.get()
    assert (event.door, event.state, bytes(event.body)) == ("chapa", "received", body)
    process(event.pk)
    assert again(payment).state == "pending"
    assert again(payment).news_at is not None
    assert Event.objects.get().payment == payment


@pytest.mark.parametrize("signature", ["", "0" * 64, _CONSTANT, sign(b"{}", _SECRET)])
def test_what_is_not_signed_over_its_body_is_refused(signature: str) -> None:
    read_problem(_send(_body(_payment()), signature), 401)
    assert Event.objects.count() == 0


def test_the_constant_header_alone_is_refused_and_the_log_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    body = _body(_payment())
    read_problem(Door().post(_DOOR, body, chapa_signature=_CONSTANT), 401)
    assert any("signs the secret and not the body" in str(line.msg) for line in caplog.records)
    # Beside the one that counts, it does no harm.
    headers = {"chapa_signature": _CONSTANT, "x_chapa_signature": sign(body, _SECRET)}
    assert read(Door().post(_DOOR, body, **headers))["new"]


def test_two_secrets_may_be_live_and_none_closes_the_door(settings: Settings) -> None:
    payment = _payment()
    settings.CHAPA_WEBHOOK_SECRETS = ["the new one", _SECRET]
    for secret in ("the new one", _SECRET):
        body = _body(payment, signed=secret)
        assert read(_send(body, sign(body, secret)))["new"]
    settings.CHAPA_WEBHOOK_SECRETS = []
    read_problem(_send(_body(payment)), 503)
    read_problem(_send(_body(payment), sign(_body(payment), "")), 503)


@pytest.mark.parametrize(
    "name", ["charge.success", "charge.failed/cancelled", "charge.failed", "charge.cancelled"]
)
def test_news_of_a_charge_has_chapa_asked(name: str) -> None:
    payment = _payment()
    assert _heard(_body(payment, event=name)).note == ""
    assert again(payment).news_at is not None
    assert again(payment).state == "pending"
    assert Case.objects.count() == 0


def test_signed_news_does_not_wait_for_the_breath_that_strangers_wait_for() -> None:
    payment = _payment()
    Payment.objects.filter(pk=payment.pk).update(
        looked_at=Now(), next_look_at=now() + timedelta(hours=1)
    )
    _heard(_body(payment))
    planned = again(payment).next_look_at
    assert planned is not None
    assert planned <= now()


@pytest.mark.parametrize("name", ["charge.dispute.create", None, 1, "x" * 500])
def test_an_unknown_event_is_kept_and_has_chapa_asked(name: object) -> None:
    payment = _payment()
    event = _heard(_body(payment, event=name))
    assert (event.state, event.note[:16]) == ("processed", "An unknown event")
    assert again(payment).news_at is not None


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"[]",
        b"[" * 60_000,
        _body(None, event="payout.success"),
        _body(None, tx_ref=None),
        _body(None, tx_ref=["NAU-1"]),
        _body(None, tx_ref="SHOP\x00"),
        _body(None, tx_ref="SHOP\ud800"),
    ],
)
def test_what_is_about_no_payment_of_ours_is_kept_and_no_case(body: bytes) -> None:
    event = _heard(body)
    assert (event.state, event.note) == ("processed", "It names no payment of ours.")
    assert Case.objects.count() == 0


def test_a_reference_in_our_form_that_nobody_knows_is_a_case() -> None:
    assert _heard(_body(None, tx_ref="NAU-NOBODY")).state == "set_aside"
    assert "NAU-NOBODY" in Case.objects.get(kind="event").detail


def test_it_speaks_of_chapas_payments_alone() -> None:
    momo = new_payment()
    assert _heard(_body(momo)).state == "set_aside"
    assert again(momo).news_at is None


def test_a_reversal_is_before_a_person_at_once_and_chapa_is_asked() -> None:
    payment = _payment(paid=True)
    _heard(_body(payment, event="charge.reversed", status="reversed"))
    ((kind, why),) = cases_of(payment)
    assert (kind, "has taken back" in why) == ("reversal", True)
    assert again(payment).state == "succeeded"
    assert again(payment).next_look_at is not None


@pytest.mark.parametrize(
    ("name", "returned"), [("charge.refunded", 1250), ("refund.success", 1250), ("refund.new", 100)]
)
def test_news_of_a_refund_has_chapa_asked_about_it(name: str, returned: int) -> None:
    payment = _payment(paid=True)
    Payment.objects.filter(pk=payment.pk).update(returned_minor=returned)
    in_an_hour = now() + timedelta(hours=1)
    refund = Refund.objects.create(
        payment=payment,
        amount_minor=returned,
        currency="EUR",
        source="orders",
        next_look_at=in_an_hour,
    )
    _heard(_body(payment, event=name, status="refunded"))
    refund.refresh_from_db()
    assert refund.next_look_at is not None
    assert refund.next_look_at < in_an_hour
    assert cases_of(payment) == []


def test_news_of_a_refund_that_had_failed_has_chapa_asked_and_answers_the_case(
    chapa: FakeGateway,
) -> None:
    chapa.says = [Refused("No.")]
    payment = _payment(paid=True)
    refund = refund_of(payment)
    assert (refund.state, refund.next_look_at) == ("failed", None)
    _heard(_body(payment, event="charge.refunded", status="refunded"))
    assert [kind for kind, _ in cases_of(payment)] == ["refund"]
    chapa.says = [done]
    assert look_at_due(10) == 1
    refund.refresh_from_db()
    assert (refund.state, refund.next_look_at) == ("succeeded", None)
    assert cases_of(payment) == []


def test_of_a_refund_that_has_gone_nobody_is_asked(chapa: FakeGateway) -> None:
    chapa.says = [done]
    payment = _payment(paid=True)
    refund_of(payment)
    _heard(_body(payment, event="charge.refunded", status="refunded"))
    assert look_at_due(10) == 0
    assert cases_of(payment) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["charge.refunded", "charge.reversed"])
def test_it_waits_for_the_payment_before_it_holds_what_comes_after(name: str) -> None:
    """Who settles holds the payment, and wants its refund and its case next."""
    payment = _payment(paid=True)
    refund = Refund.objects.create(
        payment=payment, amount_minor=100, currency="EUR", source="orders", next_look_at=now()
    )
    read(_send(_body(payment, event=name)))
    with ExitStack() as later, transaction.atomic():
        lock(payment.reference)
        later.enter_context(behind_a_lock(partial(process, Event.objects.get().pk)))
        Refund.objects.select_for_update(nowait=True).get(pk=refund.pk)
        raise_case(Case.Kind.REVERSAL, payment.reference, detail="We say so too.")
    assert Event.objects.get().state == "processed"


def test_money_that_chapa_returned_by_itself_is_a_case() -> None:
    payment = _payment(paid=True)
    _heard(_body(payment, event="charge.refunded", status="refunded"))
    ((kind, why),) = cases_of(payment)
    assert (kind, "Chapa's own desk" in why) == ("refund", True)


@pytest.mark.parametrize("name", ["trx_ref", "tx_ref"])
@pytest.mark.parametrize("where", ["query", "body", "post"])
def test_the_unsigned_callback_is_a_question(name: str, where: str) -> None:
    payment = _payment()
    told = {name: payment.reference, "status": "success", "ref_id": "AP1"}
    if where == "query":
        path, body, method = (
            f"{_DOOR}callback/?{name}={payment.reference}&status=success",
            None,
            "GET",
        )
    else:
        path, body, method = f"{_DOOR}callback/", told, "GET" if where == "body" else "POST"
    assert read(Door().ask(method, path, body)) == {"received": True, "new": True}
    assert again(payment).news_at is not None
    assert again(payment).state == "pending"
    assert not read(Door().ask(method, path, body))["new"]


def test_a_callback_that_names_nobody_is_told_so() -> None:
    read_problem(Door().get(f"{_DOOR}callback/?trx_ref=NAU-NOBODY"), 404)
    read_problem(Door().get(f"{_DOOR}callback/"), 404)
    read_problem(Door().post(f"{_DOOR}callback/", b'{"trx_ref": "\\ud800"}'), 404)
    assert Event.objects.count() == 0
