"""The doctor's questions to a real database, in whatever state a test brings it."""

from __future__ import annotations

import secrets
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now
from dotenv import dotenv_values
from pytest_django import Settings

from nauli.access import keys
from nauli.access.scopes import Scope
from nauli.desk.checks import database
from nauli.desk.checks.database import GUARDS, PUBLISHED_KEY, check_database
from nauli.kit.findings import Finding, Level
from nauli.payments.models import Payment
from tests.factories import new_payment
from tests.tidy.sources import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


def found() -> list[Finding]:
    findings = list(check_database())
    assert all(finding.mend for finding in findings if finding.level is not Level.OK)
    return findings


def said(words: str) -> Finding:
    """Return the only finding that holds these words."""
    (finding,) = [finding for finding in found() if words in finding.what]
    return finding


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_migrated_database_is_well_but_for_its_disk(settings: Settings) -> None:
    """The servers of a test run do not wait for the disk."""
    usual = connection.settings_dict
    assert [f.level for f in found()].count(Level.OK) == 4
    if any("may be lost" in f.what for f in found()):
        assert said("may be lost").level is Level.WARNING
        settings.LIVE = True
        assert said("may be lost").level is Level.WRONG
    assert connection.settings_dict is usual


@pytest.mark.parametrize(
    ("table", "guard"),
    [
        ("ledger_entry", "ledger_entry_only_grows"),
        ("ledger_transfer", "a_transfer_balances"),
        ("payments_payment", "payments_payment_keeps_its_value"),
    ],
)
def test_a_guard_that_is_switched_off_is_wrong(table: str, guard: str) -> None:
    run(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
    try:
        finding = said("missing or switched off")
    finally:
        run(f"ALTER TABLE {table} ENABLE TRIGGER {guard}")
    assert finding.level is Level.WRONG
    assert finding.what.endswith(f": {guard}")
    assert said("guards of the books stand").level is Level.OK


def test_every_guard_that_the_migrations_make_is_looked_for() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        assert {name for (name,) in cursor.fetchall()} == GUARDS


def test_a_missing_migration_is_wrong_and_ends_the_look() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("record", "0002_the_record_only_grows")
    try:
        finding = said("migrations are missing")
        assert found()[-1] == finding
    finally:
        recorder.record_applied("record", "0002_the_record_only_grows")
    assert finding.level is Level.WRONG


@pytest.mark.parametrize(("seconds", "words"), [(60, "ahead of"), (-60, "behind")])
def test_a_clock_that_is_off_is_a_warning(seconds: int, words: str) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True):
        finding = said("clock")
    assert finding.level is Level.WARNING
    assert f"{words} the database's" in finding.what


@pytest.mark.parametrize(
    ("late", "level"), [(30, Level.OK), (120, Level.WARNING), (1200, Level.WRONG)]
)
def test_work_that_nobody_does_is_told(late: int, level: Level) -> None:
    payment = new_payment()
    Payment.objects.filter(pk=payment.pk).update(next_look_at=Now() - timedelta(seconds=late))
    assert said("due work").level is level


def test_a_role_that_may_change_the_books_is_a_warning_when_live(settings: Settings) -> None:
    assert not [f for f in found() if "may change the books" in f.what]
    settings.LIVE = True
    assert said("may change the books").level is Level.WARNING
    run("REVOKE UPDATE, DELETE ON ledger_entry FROM CURRENT_USER")
    try:
        assert not [f for f in found() if "may change the books" in f.what]
    finally:
        run("GRANT UPDATE, DELETE ON ledger_entry TO CURRENT_USER")


def test_the_key_that_everybody_knows_is_wrong_when_live(settings: Settings) -> None:
    assert dotenv_values(ROOT / ".env.example")["NAULI_DEMO_KEY"] == PUBLISHED_KEY
    row, _ = keys.create("demo", scopes=[Scope.READ], key=PUBLISHED_KEY)
    assert not [f for f in found() if "demo" in f.what]
    settings.LIVE = True
    assert f"keys revoke {row.pk}" in said("demo's API key").mend


def test_a_password_that_is_wrong_is_told_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    password = secrets.token_hex(8)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", password)
    (finding,) = found()
    assert (finding.level, "password" in finding.what) == (Level.WRONG, True)
    assert password not in repr(finding)


def test_a_server_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", str(free_port))
    (finding,) = found()
    assert (finding.level, "refused" in finding.what) == (Level.WRONG, True)


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_CONNECT_SECONDS", 2)  # less is not to be had
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        port = str(listener.getsockname()[1])
        monkeypatch.setitem(connection.settings_dict, "PORT", port)
        began = time.monotonic()
        (finding,) = found()
    assert time.monotonic() - began < 10
    assert (finding.level, "timeout" in finding.what) == (Level.WRONG, True)


@pytest.mark.parametrize(("live", "mark"), [(False, Level.WARNING), (True, Level.WRONG)])
def test_a_server_that_is_not_fit_for_money(settings: Settings, mark: Level, *, live: bool) -> None:
    settings.LIVE = live
    fit = database._facts()._replace(fsync="on", synchronous_commit="on", is_superuser=False)
    assert [f.level for f in database._server(fit)] == [Level.OK]
    for unfit, levels in (
        (fit._replace(version=14), [Level.WRONG]),
        (fit._replace(is_standby=True), [Level.OK, Level.WRONG]),
        (fit._replace(fsync="off"), [Level.OK, mark]),
        (fit._replace(synchronous_commit="off"), [Level.OK, mark]),
        (fit._replace(is_superuser=True), [Level.OK, mark]),
    ):
        assert [f.level for f in database._server(unfit)] == levels
