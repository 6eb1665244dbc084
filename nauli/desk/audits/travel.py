"""What must be true of stays: of their nights, their orders and what goes back for them."""

from __future__ import annotations

from nauli.desk.audits.check import Check

CHECKS = (
    Check(
        number="13",
        name="a-night-is-sold-once-per-unit",
        says="A night of a listing is sold at most as often as there are units, each time under"
        " another slot. What was slept already may have been in units that are no more.",
        sql="""
            SELECT n.listing_id AS listing, n.night, count(*) AS sold, l.units
            FROM (
                SELECT DISTINCT h.listing_id, h.night
                FROM stay b JOIN travel_night h ON h.booking_id = b.id
            ) AS looked_at
            JOIN travel_night n USING (listing_id, night)
            JOIN travel_listing l ON l.id = n.listing_id
            GROUP BY n.listing_id, n.night, l.units, l.time_zone
            HAVING count(*) > count(DISTINCT n.slot)
                OR max(n.slot) >= l.units AND n.night >= (now() AT TIME ZONE l.time_zone)::date
        """,
    ),
    Check(
        number="14, 16, 17",
        name="a-stay-holds-its-nights",
        says="A stay that is held, confirmed or over holds each night from its first to its last,"
        " once, of its own listing; one that was cancelled or has run out holds none.",
        sql="""
            SELECT b.id AS booking, b.state, b.check_in, b.check_out, held.nights
            FROM stay b
            LEFT JOIN LATERAL (
                SELECT count(*) AS nights, min(n.night) AS first, max(n.night) AS last,
                       bool_or(n.listing_id <> b.listing_id) AS elsewhere
                FROM travel_night n WHERE n.booking_id = b.id
            ) AS held ON true
            WHERE CASE WHEN b.state IN ('held', 'confirmed', 'completed') THEN
                held.elsewhere OR (held.nights, held.first, held.last)
                    IS DISTINCT FROM (b.check_out - b.check_in, b.check_in, b.check_out - 1)
            ELSE held.nights > 0 END
        """,
    ),
    Check(
        number="12, 17",
        name="a-stay-goes-with-its-order",
        says="A stay is of one order: held while that is open, confirmed when it is paid, and ended"
        " as it ends. Only a stay that was confirmed is cancelled or over while its order is paid.",
        sql="""
            SELECT b.id AS booking, b.state, o.number AS "order", o.status FROM stay b
            LEFT JOIN orders_line l ON l.booking_id = b.id
            LEFT JOIN orders_order o ON o.id = l.order_id
            WHERE CASE o.status
                WHEN 'open' THEN b.state = 'held'
                WHEN 'paid' THEN b.confirmed_at IS NOT NULL
                             AND b.state IN ('confirmed', 'completed', 'cancelled')
                ELSE b.confirmed_at IS NULL AND b.state = o.status
            END IS NOT TRUE
        """,
    ),
    Check(
        number="7",
        name="a-stay-costs-what-was-agreed",
        says="An order for a stay is for its nights, each at the price that was agreed, and for"
        " nothing else.",
        sql="""
            SELECT b.id AS booking, o.number AS "order", l.quantity, l.unit_price_minor
            FROM stay b
            JOIN orders_line l ON l.booking_id = b.id
            JOIN orders_order o ON o.id = l.order_id
            WHERE (l.quantity, l.unit_price_minor, o.currency)
                  <> (b.check_out - b.check_in, b.price_minor, b.currency)
               OR EXISTS (SELECT FROM orders_line x WHERE x.order_id = o.id AND x.id <> l.id)
        """,
    ),
    Check(
        number="9, 17",
        name="a-cancelled-stay-gives-back-what-was-agreed",
        says="When a stay was cancelled that had been confirmed, at least as much was sent back as"
        " its policy said on that day at the place, or all that had not been sent back before,"
        " whatever its gateway made of it.",
        sql="""
            SELECT b.id AS booking, p.reference, p.captured_minor, policy.percent, sent.minor
            FROM stay b
            JOIN orders_line l ON l.booking_id = b.id
            JOIN payments_payment p ON p.order_id = l.order_id AND p.booked_to = 'orders'
            CROSS JOIN LATERAL (
                SELECT coalesce(max((step ->> 'percent')::int), 0) AS percent
                FROM jsonb_array_elements(b.policy_steps) AS step
                WHERE (step ->> 'days_before')::int
                      <= b.check_in - (b.cancelled_at AT TIME ZONE b.time_zone)::date
            ) AS policy
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount_minor) FILTER (WHERE at_once), 0) AS minor,
                       coalesce(sum(amount_minor) FILTER (WHERE NOT at_once), 0) AS before
                FROM (
                    SELECT amount_minor, created_at >= b.cancelled_at AS at_once
                    FROM refunds_refund WHERE payment_id = p.id
                ) AS r
            ) AS sent
            WHERE b.state = 'cancelled' AND b.confirmed_at IS NOT NULL AND p.state <> 'reversed'
              AND sent.minor < least(
                  floor(p.captured_minor::numeric * policy.percent / 100),
                  p.captured_minor - sent.before
              )
        """,
    ),
    Check(
        number="18",
        name="no-stay-is-over-early",
        says="A stay is over on the day of leaving at the place, or later.",
        sql="""
            SELECT b.id AS booking, b.check_out, c.at FROM stay b
            JOIN record_change c ON c.subject = 'booking' AND c.subject_id = b.id::text
             AND c.after = 'completed' AND (c.at AT TIME ZONE b.time_zone)::date < b.check_out
        """,
    ),
)
