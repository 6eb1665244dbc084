"""Look for what must never be true, on one snapshot of the database. The list: docs/audit.md.

SQL alone, so that a mistake in the code that writes is not repeated by the code that checks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from nauli.desk.audits import (
    inbox,
    keys,
    ledger,
    messages,
    orders,
    payments,
    record,
    refunds,
    schema,
    travel,
)
from nauli.desk.audits.check import Check
from nauli.desk.audits.windows import ALL, NEWEST, RECENT
from nauli.desk.models import LastAudit

logger = structlog.get_logger(__name__)

CHECKS: tuple[Check, ...] = (
    *orders.CHECKS,
    *travel.CHECKS,
    *payments.CHECKS,
    *refunds.CHECKS,
    *keys.CHECKS,
    *inbox.CHECKS,
    *messages.CHECKS,
    *ledger.CHECKS,
    *record.CHECKS,
    *schema.CHECKS,
)

SHOWN = 20
_FRAME = """,
    violation AS ({check})
    SELECT count(*) OVER () AS violations, violation.* FROM violation LIMIT %(shown)s
"""
# The schedules of one database take turns by this number; it means nothing else.
_LOCK = 7_236_514_830_021
_CLAIM = """
    INSERT INTO desk_lastaudit AS last (id, started_at)
    SELECT 1, now() WHERE NOT EXISTS (
        SELECT FROM desk_lastaudit WHERE started_at > now() - make_interval(secs => %(interval)s)
    )
    ON CONFLICT (id) DO UPDATE SET started_at = EXCLUDED.started_at
    WHERE last.started_at <= now() - make_interval(secs => %(interval)s)
    RETURNING id
"""


class Cursor(Protocol):
    """What is needed of a cursor: Django's is one, and so is psycopg's."""

    def execute(self, query: str, params: Mapping[str, int], /) -> object: ...
    def fetchall(self) -> Sequence[Sequence[Any]]: ...
    @property
    def description(self) -> Sequence[Any] | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Violated:
    """A check that found something. `rows` are the first of them, each by its columns' names."""

    check: Check
    count: int
    rows: Sequence[Mapping[str, str]]


def audit(*, recent: bool = False) -> list[Violated]:
    """Return what is violated. `recent`: of the newest rows alone, at a cost that does not grow."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        _hold_still()
        if recent:
            _walk_by_index()
        return find_violations(cursor, recent=recent)


def find_violations(cursor: Cursor, *, recent: bool = False) -> list[Violated]:
    """Run every check on the cursor's present transaction."""
    checks = [check for check in CHECKS if not (recent and check.whole)]
    found = [(check, _rows(cursor, check, recent=recent)) for check in checks]
    return [
        Violated(check=check, count=int(rows[0].pop("violations")), rows=_but_the_count(rows))
        for check, rows in found
        if rows
    ]


def audit_due(_: int) -> int:
    """Audit the newest rows if it is time, and return how many audits that were: one or none."""
    interval = settings.AUDIT_INTERVAL_SECONDS
    if not interval or not _claim(interval):
        return 0
    violated = _audit_alone()
    if violated is None:
        return 0
    LastAudit.objects.update(ended_at=Now(), violated=len(violated))
    for one in violated:
        logger.error(
            "invariant_violated",
            check=one.check.name,
            number=one.check.number,
            says=one.check.says,
            rows=one.count,
            first=dict(one.rows[0]),
        )
    return 1


def _claim(interval: int) -> bool:
    """Say whether it is time and nobody else has taken this turn."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"interval": interval})
        return cursor.fetchone() is not None


def _audit_alone() -> list[Violated] | None:
    """Return None where an earlier turn is still at work, however long it takes."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        _hold_still()
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if cursor.fetchone() != (True,):
            logger.warning("audit_still_running")
            return None
        _walk_by_index()
        return find_violations(cursor, recent=True)


def _walk_by_index() -> None:
    """Keep PostgreSQL from reading whole tables for some thousand rows, until the transaction ends.

    It would guess that this is faster, and up to a size be right; but what is done every minute has
    to cost the same in every size.
    """
    with connection.cursor() as cursor:
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")


def _hold_still() -> None:
    """Have all that follows see one moment, and change nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _rows(cursor: Cursor, check: Check, *, recent: bool) -> list[dict[str, str]]:
    sql = (RECENT if recent else ALL) + _FRAME.replace("{check}", check.sql)
    grace = settings.HOLD_GRACE_SECONDS
    cursor.execute(sql, {"shown": SHOWN, "newest": NEWEST, "grace": grace})
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]


def _but_the_count(rows: list[dict[str, str]]) -> list[Mapping[str, str]]:
    return [{name: said for name, said in row.items() if name != "violations"} for row in rows]
