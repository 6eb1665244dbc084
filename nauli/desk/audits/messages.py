"""What must be true of what customers are told."""

from __future__ import annotations

from nauli.desk.audits.check import Check, as_uuid

CHECKS = (
    Check(
        number="35",
        name="every-fact-is-told",
        says="Of a payment that succeeded, of one that was set aside, of one that failed while it"
        " was wanted and its page open, and of a paid stay that was cancelled, the customer is told"
        " by every channel that reaches them. Where a stay is paid, they are told of the stay.",
        sql="""
            SELECT told.reference, told.topic, address.channel FROM (
                SELECT p.id, p.reference, p.order_id,
                       CASE WHEN p.booked_to <> 'orders' THEN 'payment_unapplied'
                            WHEN l.id IS NULL THEN 'payment_succeeded'
                            ELSE 'booking_confirmed' END AS topic
                FROM payment p
                LEFT JOIN orders_line l ON l.order_id = p.order_id AND l.booking_id IS NOT NULL
                WHERE p.state = 'succeeded'
                UNION ALL
                SELECT p.id, p.reference, p.order_id, 'booking_cancelled' FROM stay b
                JOIN orders_line l ON l.booking_id = b.id
                JOIN payments_payment p ON p.order_id = l.order_id AND p.booked_to = 'orders'
                WHERE b.state = 'cancelled'
                UNION ALL
                SELECT p.id, p.reference, p.order_id, 'payment_failed' FROM payment p
                WHERE EXISTS (
                    SELECT FROM record_change c
                    WHERE c.subject = 'payment' AND c.subject_id = p.id::text
                      AND c.after = 'failed' AND c.before <> 'cancelled'
                      AND (p.closed_at IS NULL OR p.closed_at > c.at)
                )
                UNION ALL
                SELECT p.id, p.reference, p.order_id, 'payment_set_aside' FROM payment p
                WHERE EXISTS (
                    SELECT FROM record_change c
                    WHERE c.subject = 'payment' AND c.subject_id = p.id::text
                      AND c.after = 'set_aside'
                )
            ) AS told
            JOIN orders_order o ON o.id = told.order_id
            JOIN customers_customer buyer ON buyer.id = o.customer_id
            CROSS JOIN LATERAL (
                VALUES ('email', buyer.email), ('sms', buyer.phone)
            ) AS address(channel, value)
            WHERE address.value <> '' AND NOT EXISTS (
                SELECT FROM notifications_message m
                WHERE m.fact = told.id::text AND m.topic = told.topic
                  AND m.channel = address.channel
            )
        """,
    ),
    Check(
        number="35, 38",
        name="only-facts-are-told",
        says="A message about a payment tells of what has happened to it, and none that it failed"
        " where its customer had left the page before we closed it.",
        sql="""
            SELECT m.id AS message, m.topic, m.fact, p.state FROM message m
            LEFT JOIN payments_payment p ON p.id = {fact}
            WHERE starts_with(m.topic, 'payment_') AND CASE m.topic
                WHEN 'payment_succeeded'
                    THEN p.state IN ('succeeded', 'reversed') AND p.booked_to = 'orders'
                WHEN 'payment_unapplied'
                    THEN p.state IN ('succeeded', 'reversed') AND p.booked_to = 'unapplied'
                WHEN 'payment_failed' THEN EXISTS (
                    SELECT FROM record_change c
                    WHERE c.subject = 'payment' AND c.subject_id = m.fact AND c.after = 'failed'
                      AND (p.closed_at IS NULL OR p.closed_at > c.at OR p.checkout_url = ''
                           OR p.failure_code = 'taken_back')
                )
                WHEN 'payment_set_aside' THEN EXISTS (
                    SELECT FROM record_change c
                    WHERE c.subject = 'payment' AND c.subject_id = m.fact AND c.after = 'set_aside'
                )
            END IS NOT TRUE
        """.replace("{fact}", as_uuid("m.fact")),
    ),
    Check(
        number="35, 38",
        name="only-what-became-of-a-stay-is-told",
        says="A message that a stay is confirmed, or cancelled, is about one that was.",
        sql="""
            SELECT m.id AS message, m.topic, m.fact, b.state FROM message m
            LEFT JOIN payments_payment p ON p.id = {fact} AND p.booked_to = 'orders'
            LEFT JOIN orders_line l ON l.order_id = p.order_id
            LEFT JOIN travel_booking b ON b.id = l.booking_id
            WHERE starts_with(m.topic, 'booking_') AND CASE m.topic
                WHEN 'booking_confirmed' THEN b.confirmed_at IS NOT NULL
                WHEN 'booking_cancelled'
                    THEN b.confirmed_at IS NOT NULL AND b.state = 'cancelled'
            END IS NOT TRUE
        """.replace("{fact}", as_uuid("m.fact")),
    ),
    Check(
        number="35",
        name="a-fact-is-told-once",
        says="A fact is told by one message per channel.",
        sql="""
            SELECT m.topic, m.fact, m.channel, count(*) AS messages FROM message m
            GROUP BY m.topic, m.fact, m.channel HAVING count(*) > 1
        """,
    ),
    Check(
        number="36",
        name="a-message-is-in-hand-or-at-its-end",
        says="A message that waits is due at some time; one that was sent knows when, one that"
        " failed why, and neither is due.",
        sql="""
            SELECT m.id AS message, m.state FROM message m
            WHERE (m.state = 'queued') <> (m.due_at IS NOT NULL)
               OR m.state = 'sent' AND m.sent_at IS NULL
               OR m.state = 'failed' AND (m.failure = '' OR m.ended_at IS NULL)
               OR m.state = 'delivered' AND m.ended_at IS NULL
        """,
    ),
    Check(
        number="39",
        name="a-message-goes-to-its-customer",
        says="A message about a payment goes to an address of the customer who ordered.",
        sql="""
            SELECT m.id AS message, m.topic, m.channel FROM message m
            JOIN payments_payment p ON p.id = {fact}
            JOIN orders_order o ON o.id = p.order_id
            JOIN customers_customer buyer ON buyer.id = o.customer_id
            WHERE m.to <> CASE m.channel WHEN 'email' THEN buyer.email ELSE buyer.phone END
        """.replace("{fact}", as_uuid("m.fact")),
    ),
)
