"""How late is the latest work: the one number that says whether anybody is working at all."""

from __future__ import annotations

from django.conf import settings
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
        UNION ALL
        SELECT min(o.expires_at + make_interval(secs => CASE WHEN EXISTS (
            SELECT FROM payments_payment p
            WHERE p.order_id = o.id AND (p.state <> 'failed' OR p.confirmed_at IS NULL)
        ) THEN %(grace)s ELSE 0 END))
        FROM orders_order o WHERE o.status = 'open' AND o.expires_at < now()
    ) AS queues
"""


def overdue_seconds() -> int:
    """Return how long the oldest due work has waited, 0 where none is due."""
    with connection.cursor() as cursor:
        # An order that may still be paid is due when its grace is over, as payments/expire.py does.
        cursor.execute(_OLDEST, {"grace": settings.HOLD_GRACE_SECONDS})
        row = cursor.fetchone()
    return max(row[0] or 0, 0) if row else 0
