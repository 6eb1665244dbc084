"""Is the process alive, and can it do its work?"""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db import Error as DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from nauli.desk.models import LastAudit
from nauli.desk.overdue import overdue_seconds
from nauli.kit.clock import iso

_BROKER_SECONDS = 0.2
_migrated = False


@require_safe
def alive(_: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    """Answer 200 when requests can be served. Only the database and its migrations decide.

    The broker, late work and the last audit are reported and decide nothing: whatever they say,
    requests can be served.
    """
    database, reported = _database()
    report: dict[str, object] = {
        "status": "ready" if database == "ok" else "not ready",
        "database": database,
        "broker": _broker(),
        **reported,
    }
    return JsonResponse(report, status=200 if database == "ok" else 503)


def _database() -> tuple[str, dict[str, object]]:
    """Say how it is and, where it can be read, what it knows of the work."""
    try:
        if missing := _missing_migrations():
            return f"{missing} migrations missing", {}
        return "ok", {"oldest_overdue_seconds": overdue_seconds(), "audit": _audit()}
    except DatabaseError:
        return "unreachable", {}


def _audit() -> dict[str, object] | None:
    """Return when the last audit ended and how many checks it found violated; None before any."""
    last = LastAudit.objects.exclude(ended_at=None).first()
    if last is None or last.ended_at is None:
        return None
    return {"at": iso(last.ended_at), "violated": last.violated}


def _missing_migrations() -> int:
    """Count them; once none is missing none will be, as long as this process runs this code."""
    global _migrated  # noqa: PLW0603 - one word per process, learned once
    if _migrated:
        return 0
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _migrated = not missing
    return missing


def _broker() -> str:
    """Say whether something listens where the broker should be."""
    url = urlsplit(settings.CELERY_BROKER_URL)
    try:
        if url.scheme.endswith("+socket"):
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(_BROKER_SECONDS)
                probe.connect(url.path)
        else:
            address = (url.hostname or "localhost", url.port or 6379)
            socket.create_connection(address, timeout=_BROKER_SECONDS).close()
    except OSError:
        return "unreachable"
    return "ok"
