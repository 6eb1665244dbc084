"""Count what is asked of one thing, and refuse what would be too much of it.

One statement counts everything that a request asks for: docs/decisions/0016.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from nauli.kit.errors import NauliError
from nauli.limits.models import Tally

logger = structlog.get_logger(__name__)


class TooMany(NauliError):
    """This was asked for too often in a short time. Wait, then ask again."""

    def __init__(self, detail: str = "", *, kind: str = "", retry_after: int = 1) -> None:
        """Name what was asked too often, and after how many seconds it counts no more."""
        super().__init__(detail, retry_after=retry_after)
        self.kind, self.retry_after = kind, retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `most` of what `kind` and `name` say in LIMIT_WINDOW_SECONDS; 0 is no limit."""

    kind: str
    name: str
    most: int

    @property
    def thing(self) -> str:
        """Return what is written down: a phone or an address itself is nobody's to read there."""
        return f"{self.kind}/{salted_hmac('nauli.limits', self.name).hexdigest()[:32]}"


_COUNT = """
    INSERT INTO limits_tally AS known (thing, count, ends_at)
    SELECT thing, 1, statement_timestamp() + make_interval(secs => %s)
    FROM unnest(%s::text[]) AS thing ORDER BY thing
    ON CONFLICT (thing) DO UPDATE SET
        count = CASE WHEN known.ends_at > statement_timestamp() THEN known.count + 1 ELSE 1 END,
        ends_at = CASE WHEN known.ends_at > statement_timestamp() THEN known.ends_at
                       ELSE excluded.ends_at END
    RETURNING thing, count, ceil(extract(epoch FROM ends_at - statement_timestamp()))::int
"""


def count(*limits: Limit) -> None:
    """Count one more of each, or raise TooMany; the longest wait is told, of equal ones the first.

    In the caller's transaction, where there is one: what is rolled back was never counted, and a
    refusal itself makes nobody wait longer. Whoever counts the same thing at once stands in line.
    """
    asked = {limit.thing: limit for limit in limits if limit.most}
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [settings.LIMIT_WINDOW_SECONDS, list(asked)])
        told = {thing: (n, wait) for thing, n, wait in cursor}
    over = [limit for thing, limit in asked.items() if told[thing][0] > limit.most]
    if over:
        limit = max(over, key=lambda one: told[one.thing][1])
        wait = told[limit.thing][1]
        logger.warning("limit_reached", kind=limit.kind, most=limit.most, retry_after=wait)
        raise TooMany(kind=limit.kind, retry_after=max(wait, 1))


def forgive(limit: Limit) -> None:
    """Begin anew: whoever asked was entitled to it."""
    Tally.objects.filter(pk=limit.thing).delete()
