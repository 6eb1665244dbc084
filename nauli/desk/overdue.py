"""How late is the latest work: the one number that says whether anybody is working at all."""

from __future__ import annotations

from django.db import connection

_OLDEST = """
    SELECT extract(epoch FROM now() - min(due))::int FROM (
        SELECT min(next_look_at) AS due FROM payments_payment WHERE next_look_at IS NOT NULL
        UNION ALL
        SELECT min(due_at) FROM webhooks_event WHERE state = 'received'
        UNION ALL
        SELECT min(due_at) FROM notifications_message WHERE state = 'queued'
        UNION ALL
        SELECT min(due_at) FROM notifications_receipt WHERE processed_at IS NULL
    ) AS queues
"""


def overdue_seconds() -> int:
    """Return how long the oldest due work has waited, 0 where none is due."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        row = cursor.fetchone()
    return max(row[0] or 0, 0) if row else 0
