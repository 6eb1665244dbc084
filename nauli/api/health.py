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

from nauli.desk.overdue import overdue_seconds

_BROKER_SECONDS = 0.2
_migrated = False


@require_safe
def alive(_: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    """Answer 200 when requests can be served. Only the database and its migrations decide.

    The broker and late work are reported and decide nothing: without them all still happens.
    """
    database, overdue = _database()
    report: dict[str, object] = {
        "status": "ready" if database == "ok" else "not ready",
        "database": database,
        "broker": _broker(),
    }
    if overdue is not None:
        report["oldest_overdue_seconds"] = overdue
    return JsonResponse(report, status=200 if database == "ok" else 503)


def _database() -> tuple[str, int | None]:
    """Say how it is and, where it can be read, how many seconds late the latest work is."""
    try:
        if missing := _missing_migrations():
            return f"{missing} migrations missing", None
        return "ok", overdue_seconds()
    except DatabaseError:
        return "unreachable", None


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
