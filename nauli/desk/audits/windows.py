"""Which rows the checks look at: all of them, or the newest, so that a round costs always the same.

Both are the beginning of a statement, and both name the same windows. A payment, a refund, an
order or a stay is new if it was made or moved lately, however old it is: late money is news of an
old payment. Every window on the newest rows is one walk along the end of an index.
"""

from __future__ import annotations

from nauli.desk.audits.check import as_uuid

ALL = """
    WITH change AS (SELECT * FROM record_change),
    payment AS (SELECT * FROM payments_payment),
    refund AS (SELECT * FROM refunds_refund),
    placed AS (SELECT * FROM orders_order),
    stay AS (SELECT * FROM travel_booking),
    exchange AS (SELECT * FROM payments_exchange),
    event AS (SELECT * FROM webhooks_event),
    transfer AS (SELECT * FROM ledger_transfer),
    message AS (SELECT * FROM notifications_message),
    answer AS (SELECT * FROM idempotency_key),
    opened AS (SELECT * FROM cases_case)
"""

# How many rows of each table "the newest" are. A shop that makes more than this between two rounds
# of the schedule has the rest looked at by `nauli audit` alone.
NEWEST = 2000

RECENT = """
    WITH change AS (SELECT * FROM record_change ORDER BY id DESC LIMIT %(newest)s),
    payment AS (
        SELECT * FROM payments_payment WHERE id IN (
            (SELECT id FROM payments_payment ORDER BY created_at DESC, id DESC LIMIT %(newest)s)
            UNION
            SELECT {id} FROM change WHERE subject = 'payment'
        )
    ),
    refund AS (
        SELECT * FROM refunds_refund WHERE id IN (
            (SELECT id FROM refunds_refund ORDER BY created_at DESC, id DESC LIMIT %(newest)s)
            UNION
            SELECT {id} FROM change WHERE subject = 'refund'
        )
    ),
    placed AS (
        SELECT * FROM orders_order WHERE id IN (
            (SELECT id FROM orders_order ORDER BY created_at DESC, id DESC LIMIT %(newest)s)
            UNION
            SELECT {id} FROM change WHERE subject = 'order'
        )
    ),
    stay AS (
        SELECT * FROM travel_booking WHERE id IN (
            (SELECT id FROM travel_booking ORDER BY created_at DESC, id DESC LIMIT %(newest)s)
            UNION
            SELECT {id} FROM change WHERE subject = 'booking'
        )
    ),
    exchange AS (SELECT * FROM payments_exchange ORDER BY id DESC LIMIT %(newest)s),
    event AS (SELECT * FROM webhooks_event ORDER BY id DESC LIMIT %(newest)s),
    transfer AS (SELECT * FROM ledger_transfer ORDER BY id DESC LIMIT %(newest)s),
    message AS (SELECT * FROM notifications_message ORDER BY id DESC LIMIT %(newest)s),
    answer AS (SELECT * FROM idempotency_key ORDER BY id DESC LIMIT %(newest)s),
    opened AS (SELECT * FROM cases_case ORDER BY id DESC LIMIT %(newest)s)
""".replace("{id}", as_uuid("subject_id"))
