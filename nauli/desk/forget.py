"""Forget what nobody asks for again: Idempotency-Keys, whose retention is published, tallies."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from nauli.limits.models import Tally

# However short the retention is set: a payment is final for so long before its key is forgotten.
AFTER_THE_END = timedelta(hours=24)

_FORGET = """
    DELETE FROM idempotency_key WHERE id IN (
        SELECT key.id FROM idempotency_key key
        WHERE key.created_at < now() - make_interval(secs => %(retention)s)
          AND NOT EXISTS (
            SELECT FROM payments_payment payment
            WHERE payment.id = nullif(key.subject, '')::uuid
              AND (payment.state IN ('pending', 'cancelled')
                   OR payment.settled_at > now() - make_interval(secs => %(after_the_end)s))
          )
        ORDER BY key.created_at
        LIMIT %(limit)s
    )
"""


def forget_keys(limit: int) -> int:
    """Delete keys past their retention, at most `limit`, and return how many there were.

    A key whose payment is in doubt stays: its request may still be sent again.
    """
    retention = timedelta(days=settings.KEY_RETENTION_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(
            _FORGET,
            {
                "retention": retention.total_seconds(),
                "after_the_end": AFTER_THE_END.total_seconds(),
                "limit": limit,
            },
        )
        return int(cursor.rowcount)


def forget_tallies(limit: int) -> int:
    """Delete tallies whose time is over, at most `limit`, and return how many there were."""
    over = Tally.objects.filter(ends_at__lte=Now()).values("pk")[:limit]
    return Tally.objects.filter(pk__in=over, ends_at__lte=Now()).delete()[0]
