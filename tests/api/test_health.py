from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now
from pytest_django import Settings

from nauli.api import health
from nauli.desk.models import LastAudit
from nauli.payments.models import Payment
from tests.door import Door
from tests.factories import new_payment


def test_alive_asks_nobody() -> None:
    assert Door().get("/healthz").content == b'{"status": "alive"}'


@pytest.mark.django_db
def test_ready_reports_what_decides_and_what_does_not(settings: Settings, free_port: int) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port}/0"
    new_payment()
    Payment.objects.update(next_look_at=Now() - timedelta(seconds=90))
    response = Door().get("/readyz")
    report = json.loads(response.content)
    assert response.status_code == 200
    assert 89 <= report.pop("oldest_overdue_seconds") <= 92
    assert report == {
        "status": "ready",
        "database": "ok",
        "broker": "unreachable",
        "audit": None,
    }


@pytest.mark.django_db
def test_a_violated_invariant_is_reported_and_keeps_nobody_out() -> None:
    LastAudit.objects.create(
        started_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        ended_at=datetime(2026, 11, 22, 9, 30, 1, tzinfo=UTC),
        violated=2,
    )
    response = Door().get("/readyz")
    report = json.loads(response.content)
    assert (response.status_code, report["status"]) == (200, "ready")
    assert report["audit"] == {"at": "2026-11-22T09:30:01.000Z", "violated": 2}


@pytest.mark.django_db
def test_an_audit_that_never_ended_says_nothing() -> None:
    LastAudit.objects.create(started_at=Now())
    assert json.loads(Door().get("/readyz").content)["audit"] is None


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)  # as in a process that has just begun
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'webhooks' OR app = 'payments'")
    response = Door().get("/readyz")
    assert response.status_code == 503
    assert "migrations missing" in json.loads(response.content)["database"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_not_ready() -> None:
    good = dict(connection.settings_dict)
    connection.close()
    try:
        connection.settings_dict["OPTIONS"] = {**good["OPTIONS"], "pool": False}
        connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
        response = Door().get("/readyz")
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(good)
    report = json.loads(response.content)
    assert (response.status_code, report["database"]) == (503, "unreachable")


@pytest.mark.django_db
def test_a_database_that_goes_away_while_it_is_asked_is_not_ready() -> None:
    def gone(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if "AS queues" in sql:
            raise OperationalError("the server closed the connection")
        return execute(sql, *rest)

    with connection.execute_wrapper(gone):
        response = Door().get("/readyz")
    report = json.loads(response.content)
    assert (response.status_code, report["database"]) == (503, "unreachable")
    assert "oldest_overdue_seconds" not in report


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_looked_at(path: str) -> None:
    assert Door().post(path).status_code == 405
