"""What must be true of the record of all changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nauli.desk.audits.check import Check, as_uuid
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.travel.models import Booking


def _pairs(subject: str, first: str, moves: Mapping[Any, set[Any]]) -> str:
    """Return every move that exists, as rows of SQL; the first one comes from nothing."""
    pairs = [("", first)] + [(before, after) for before in moves for after in sorted(moves[before])]
    return ", ".join(f"('{subject}', '{before}', '{after}')" for before, after in pairs)


_EXISTING = ", ".join(
    [
        _pairs("order", Order.Status.OPEN, Order.MOVES),
        _pairs("payment", Payment.State.PENDING, Payment.MOVES),
        _pairs("booking", Booking.State.HELD, Booking.MOVES),
    ]
)

CHECKS = (
    Check(
        number="11, 32",
        name="only-moves-that-exist",
        says="Orders, payments and stays move only along ways that exist, and never back.",
        sql="""
            SELECT c.id AS change, c.subject, c.subject_id, c.before, c.after FROM change c
            WHERE c.subject IN ('order', 'payment', 'booking')
              AND (c.subject, c.before, c.after) NOT IN (VALUES {existing})
        """.replace("{existing}", _EXISTING),
    ),
    Check(
        number="50",
        name="no-step-is-missing",
        says="Each change of an order, a payment or a stay begins where the one before it ended.",
        sql="""
            SELECT * FROM (
                SELECT c.subject, c.subject_id, c.id AS change, c.before,
                       lag(c.after, 1, '') OVER (
                           PARTITION BY c.subject, c.subject_id ORDER BY c.id
                       ) AS earlier
                FROM record_change c
                JOIN (
                    SELECT 'payment' AS subject, p.id::text AS subject_id FROM payment p
                    UNION ALL SELECT 'order', o.id::text FROM placed o
                    UNION ALL SELECT 'booking', b.id::text FROM stay b
                ) AS looked_at USING (subject, subject_id)
            ) AS walked
            WHERE before <> earlier
        """,
    ),
    Check(
        number="50",
        name="every-state-is-on-record",
        says="The last change on record of an order, a payment, a stay or a case led to its present"
        " state.",
        sql="""
            SELECT kept.subject, kept.name, kept.state, last.after AS on_record FROM (
                SELECT 'payment' AS subject, p.id::text AS number, p.reference AS name, p.state
                FROM payment p
                UNION ALL SELECT 'order', o.id::text, o.number, o.status FROM placed o
                UNION ALL SELECT 'booking', b.id::text, b.id::text, b.state FROM stay b
                UNION ALL SELECT 'case', c.id::text, c.fact,
                                 CASE WHEN c.closed_at IS NULL THEN 'open' ELSE 'closed' END
                FROM opened c
            ) AS kept
            LEFT JOIN LATERAL (
                SELECT c.after FROM record_change c
                WHERE c.subject = kept.subject AND c.subject_id = kept.number
                ORDER BY c.id DESC LIMIT 1
            ) AS last ON true
            WHERE last.after IS DISTINCT FROM kept.state
        """,
    ),
    Check(
        number="50",
        name="every-key-is-on-record",
        says="Who made an API key or revoked it is on record.",
        sql="""
            SELECT client.id AS number, client.name FROM access_apikey client
            LEFT JOIN LATERAL (
                SELECT c.after FROM record_change c
                WHERE c.subject = 'key' AND c.subject_id = client.id::text
                ORDER BY c.id DESC LIMIT 1
            ) AS last ON true
            WHERE last.after IS DISTINCT FROM
                  CASE WHEN client.revoked_at IS NULL THEN 'live' ELSE 'revoked' END
        """,
    ),
    Check(
        number="50",
        name="the-record-is-of-something",
        says="What is on record of orders, payments and stays is about such that exist.",
        sql="""
            SELECT c.id AS change, c.subject, c.subject_id FROM change c
            LEFT JOIN payments_payment p ON c.subject = 'payment' AND p.id = {id}
            LEFT JOIN orders_order o ON c.subject = 'order' AND o.id = {id}
            LEFT JOIN travel_booking b ON c.subject = 'booking' AND b.id = {id}
            WHERE c.subject IN ('payment', 'order', 'booking')
              AND p.id IS NULL AND o.id IS NULL AND b.id IS NULL
        """.replace("{id}", as_uuid("c.subject_id")),
    ),
    Check(
        number="50",
        name="who-did-it-is-known",
        says="Every change names who made it, and the request if it was a client's.",
        sql="""
            SELECT c.id AS change, c.subject, c.subject_id, c.actor FROM change c
            WHERE c.actor = '' OR starts_with(c.actor, 'key:') AND c.request_id = ''
        """,
    ),
)
