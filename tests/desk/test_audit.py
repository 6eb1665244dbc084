from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from pytest_django import Settings
from structlog.testing import capture_logs

from nauli.desk import audit as audit_file
from nauli.desk.audit import CHECKS, SHOWN, audit, audit_due, find_violations
from nauli.desk.models import LastAudit
from nauli.gateways.contract import Outcome
from nauli.payments.models import Payment
from tests.desk.busy import BusyShop
from tests.factories import new_order, new_payment
from tests.together import together


def _break_one(payment: Payment) -> None:
    Payment.objects.filter(pk=payment.pk).update(next_look_at=None)


@pytest.mark.django_db
@pytest.mark.parametrize("recent", [False, True])
def test_a_busy_shop_violates_nothing(shop: BusyShop, recent: object) -> None:
    shop.live()
    with connection.cursor() as cursor:
        assert find_violations(cursor, recent=bool(recent)) == []


@pytest.mark.django_db
def test_late_money_after_its_key_was_forgotten_is_no_violation(shop: BusyShop) -> None:
    """A key may go a day after its payment ended first; that the end changes later is no matter."""
    failed = shop.say(shop.charge(), Outcome.FAILED)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_change DISABLE TRIGGER USER")
        cursor.execute("UPDATE record_change SET at = at - interval '2 days'")
        cursor.execute("ALTER TABLE record_change ENABLE TRIGGER USER")
        cursor.execute("DELETE FROM idempotency_key")
    shop.say(failed, Outcome.SUCCEEDED)
    with connection.cursor() as cursor:
        assert find_violations(cursor) == []
        cursor.execute("ALTER TABLE record_change DISABLE TRIGGER USER")
        cursor.execute("UPDATE record_change SET at = now() WHERE after = 'failed'")
        cursor.execute("ALTER TABLE record_change ENABLE TRIGGER USER")
        (found,) = find_violations(cursor)
    assert found.check.name == "a-payment-keeps-its-key"


def test_checks_are_named_once_and_explained() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names) > 45
    assert [check.name for check in CHECKS if not check.says.endswith((".", ".)"))] == []


@pytest.mark.django_db(transaction=True)
def test_all_is_seen_as_it_was_at_one_moment_and_nothing_can_be_changed() -> None:
    new_order()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        audit_file._hold_still()
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)
    assert audit() == []


@pytest.mark.django_db
def test_all_are_counted_and_the_first_are_shown() -> None:
    order = new_order()
    Payment.objects.bulk_create(
        Payment(
            order=order,
            gateway="momo",
            state="cancelled",
            amount_minor=order.total_minor,
            currency=order.currency,
            payer="+256772123456",
        )
        for _ in range(SHOWN + 5)
    )
    with connection.cursor() as cursor:
        violated = {one.check.name: one for one in find_violations(cursor)}
    found = violated["doubt-is-asked-about"]
    assert (found.count, len(found.rows)) == (SHOWN + 5, SHOWN)
    assert found.rows[0].keys() == {"reference", "state"}


# --- As the schedule does it ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_it_is_done_once_an_interval_and_remembered(settings: Settings) -> None:
    settings.AUDIT_INTERVAL_SECONDS = 60
    assert [audit_due(50), audit_due(50)] == [1, 0]
    first = LastAudit.objects.get()
    assert first.ended_at
    assert first.ended_at >= first.started_at
    LastAudit.objects.update(started_at=Now() - timedelta(seconds=61))
    assert [audit_due(50), audit_due(50)] == [1, 0]
    assert LastAudit.objects.get().started_at > first.started_at


@pytest.mark.django_db(transaction=True)
def test_zero_turns_it_off(settings: Settings) -> None:
    settings.AUDIT_INTERVAL_SECONDS = 0
    assert audit_due(50) == 0
    assert not LastAudit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_violation_is_one_line_per_check_and_is_counted(settings: Settings) -> None:
    settings.AUDIT_INTERVAL_SECONDS = 60
    for _ in range(3):
        _break_one(new_payment())
    with capture_logs() as lines:
        assert audit_due(50) == 1
    told = {line["check"]: line for line in lines if line["event"] == "invariant_violated"}
    assert len(told) == len([line for line in lines if line["log_level"] == "error"])
    assert (told["doubt-is-asked-about"]["rows"], told["doubt-is-asked-about"]["number"]) == (
        3,
        "10",
    )
    assert LastAudit.objects.get().violated == len(told)

    Payment.objects.update(next_look_at=Now())
    LastAudit.objects.update(started_at=Now() - timedelta(seconds=61))
    audit_due(50)
    assert LastAudit.objects.get().violated == len(told) - 1


@pytest.mark.django_db(transaction=True)
def test_of_many_schedules_one_takes_the_turn(settings: Settings) -> None:
    settings.AUDIT_INTERVAL_SECONDS = 60
    assert sorted(map(str, together([lambda: audit_due(50)] * 4))) == ["0", "0", "0", "1"]


@contextmanager
def _somebody_at_it() -> Iterator[None]:
    """Have another connection hold the audit's lock, as one whose audit takes long."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [audit_file._LOCK])
            held.set()
            done.wait(30)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(30)
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_nobody_begins_while_another_is_still_at_it(settings: Settings) -> None:
    settings.AUDIT_INTERVAL_SECONDS = 1
    with _somebody_at_it():
        assert audit_due(50) == 0
    assert LastAudit.objects.get().ended_at is None
    LastAudit.objects.update(started_at=Now() - timedelta(seconds=2))
    assert audit_due(50) == 1


# --- What it costs where there is much ------------------------------------------------------------


@pytest.mark.django_db
def test_the_newest_rows_leave_old_ones_out(shop: BusyShop) -> None:
    """What is old and was not moved lately is left to the command; what was moved is looked at."""
    old, moved = shop.charge(), shop.charge()
    for _ in range(3):
        shop.say(shop.charge(), Outcome.SUCCEEDED)
    for payment in (old, moved):
        _break_one(payment)
    shop.door.post(f"/api/payments/{moved.pk}/cancel/")
    _break_one(moved)
    with pytest.MonkeyPatch.context() as patch, connection.cursor() as cursor:
        patch.setattr(audit_file, "NEWEST", 3)
        (found,) = find_violations(cursor, recent=True)
        assert [row["reference"] for row in found.rows] == [moved.reference]
        (found,) = find_violations(cursor)
        assert found.count == 2
