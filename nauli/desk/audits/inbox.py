"""What must be true of what others told us."""

from __future__ import annotations

from nauli.desk.audits.check import Check

CHECKS = (
    Check(
        number="27",
        name="nobody-unknown-moved-anything",
        says="No payment, order, refund or stay was moved in the name of who showed no key.",
        sql="""
            SELECT c.id AS change, c.subject, c.subject_id, c.after, c.actor FROM change c
            WHERE c.subject IN ('payment', 'order', 'refund', 'booking')
              AND (c.actor IN ('anonymous', '') OR starts_with(c.actor, 'gateway:'))
        """,
    ),
    Check(
        number="28",
        name="an-event-is-stored-once",
        says="The same body at the same door is one event.",
        sql="""
            SELECT e.door, e.digest, count(*) AS events FROM event e
            GROUP BY e.door, e.digest HAVING count(*) > 1
        """,
    ),
    Check(
        number="28",
        name="a-digest-is-its-bodys",
        says="What a signed event is told apart by is the digest of its body.",
        sql="""
            SELECT e.id AS event, e.door FROM event e
            WHERE strpos(e.door, '/') = 0 AND e.digest <> encode(sha256(e.body), 'hex')
        """,
    ),
    Check(
        number="31",
        name="an-unsigned-callback-is-only-a-question",
        says="What nobody signed is never acted on: it belongs to the payment whose address, or"
        " whose refund's address, it came to, and waits for nothing.",
        sql="""
            SELECT e.id AS event, e.state, p.reference FROM event e
            LEFT JOIN payments_payment p ON p.id = e.payment_id
            WHERE strpos(e.door, '/') > 0
              AND (e.state <> 'processed'
                   OR p.reference IS DISTINCT FROM split_part(e.door, '/', 2) AND NOT EXISTS (
                    SELECT FROM refunds_refund r
                    WHERE r.payment_id = p.id AND r.reference = split_part(e.door, '/', 2)
              ))
        """,
    ),
    Check(
        number="33",
        name="an-event-ends-somewhere",
        says="A signed event that was acted on has its payment, or a note that it is about none of"
        " ours; and one that fits none has a case.",
        sql="""
            SELECT e.id AS event, e.state FROM event e
            WHERE e.state = 'processed' AND e.payment_id IS NULL AND e.note = ''
               OR e.state = 'set_aside' AND NOT EXISTS (
                SELECT FROM cases_case c WHERE c.kind = 'event' AND c.fact = e.id::text
            )
        """,
    ),
)
