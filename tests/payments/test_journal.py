from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from nauli.payments.journal import PaymentJournal
from nauli.payments.lock import lock
from nauli.payments.models import Exchange, Payment
from tests.factories import new_payment
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def _sending(payment: Payment, body: bytes = b"{}") -> object:
    return PaymentJournal(payment).sending(
        "status", method="GET", url="http://momo/", headers={"X-Reference-Id": "1"}, body=body
    )


def test_a_request_is_committed_before_it_is_sent() -> None:
    _sending(new_payment())
    assert together([Exchange.objects.count]) == [1]
    row = Exchange.objects.get()
    assert (row.operation, row.method, row.url) == ("status", "GET", "http://momo/")
    assert row.headers == {"X-Reference-Id": "1"}
    assert (row.ended_at, row.status, row.answer, row.error) == (None, None, "", "")
    assert row.took_ms is None
    assert str(row) == "status -> ?"


def test_it_is_written_down_also_while_somebody_settles_the_payment() -> None:
    """Who writes does not stand in line with all who settle: fifty refunds of one payment may."""
    payment = new_payment()
    with transaction.atomic():
        lock(payment.reference)
        (came,) = together([partial(_sending, payment)])
    assert not isinstance(came, Exception)


def test_nothing_is_sent_inside_a_transaction() -> None:
    payment = new_payment()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        _sending(payment)
    assert not Exchange.objects.exists()


def test_an_answer_completes_its_own_row() -> None:
    payment = new_payment()
    journal = PaymentJournal(payment)
    first, second = (
        journal.sending(name, method="GET", url="/", headers={}, body=b"") for name in ("a", "b")
    )
    second.answered(200, b'{"status":"PENDING"}')
    first.broke("the connection was cut")
    a, b = Exchange.objects.order_by("id")
    assert (a.status, a.error, str(a)) == (
        None,
        "the connection was cut",
        "a -> the connection was cut",
    )
    assert (b.status, b.answer, str(b)) == (200, '{"status":"PENDING"}', "b -> 200")
    assert b.took_ms is not None
    assert b.took_ms >= 0


@pytest.mark.parametrize(
    ("body", "kept"),
    [(b"\x00\xff", "��"), (b"x" * 9000, "x" * 8192), ("é".encode(), "é")],
)
def test_any_bytes_can_be_kept(body: bytes, kept: str) -> None:
    _sending(new_payment(), body)
    assert Exchange.objects.get().body == kept
    exchange = PaymentJournal(Payment.objects.get()).sending(
        "status", method="GET", url="/" + "x" * 500, headers={}, body=b""
    )
    exchange.broke("\x00" * 400)
    assert Exchange.objects.count() == 2
