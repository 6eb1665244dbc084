"""What must be true of money on its way back, and of money that a gateway took back."""

from __future__ import annotations

from nauli.desk.audits.check import Check

# Whether a refund has once failed: one that succeeded late had given its money back before.
_HAS_FAILED = """EXISTS (
                    SELECT FROM record_change c
                    WHERE c.subject = 'refund' AND c.subject_id = r.id::text AND c.after = 'failed'
                )"""

CHECKS = (
    Check(
        number="9",
        name="returned-is-what-refunds-return",
        says="What a payment has given back is the sum of its refunds that are on their way or have"
        " gone.",
        sql="""
            SELECT p.reference, p.returned_minor, coalesce(sum(r.amount_minor), 0) AS refunds
            FROM payment p LEFT JOIN refunds_refund r
              ON r.payment_id = p.id AND r.state IN ('pending', 'succeeded')
            GROUP BY p.reference, p.returned_minor
            HAVING p.returned_minor <> coalesce(sum(r.amount_minor), 0)
        """,
    ),
    Check(
        number="9",
        name="no-more-goes-back-than-came",
        says="The refunds of a payment that are on their way or have gone are together at most what"
        " it brought.",
        sql="""
            SELECT p.reference, p.captured_minor, sum(r.amount_minor) AS refunds FROM payment p
            JOIN refunds_refund r ON r.payment_id = p.id AND r.state IN ('pending', 'succeeded')
            GROUP BY p.reference, p.captured_minor HAVING sum(r.amount_minor) > p.captured_minor
            UNION ALL
            SELECT p.reference, p.captured_minor, p.returned_minor FROM payment p
            WHERE p.returned_minor NOT BETWEEN 0 AND p.captured_minor
        """,
    ),
    Check(
        number="9, 44",
        name="captured-is-what-was-booked",
        says="What a payment has brought is what the books say that came by it.",
        sql="""
            SELECT p.reference, p.captured_minor, p.captured_currency, e.amount_minor, e.currency
            FROM payment p
            LEFT JOIN ledger_transfer t ON t.key = 'payment/' || p.reference
            LEFT JOIN ledger_entry e ON e.transfer_id = t.id AND e.side = 'credit'
            WHERE p.captured_minor <> coalesce(e.amount_minor, 0)
               OR e.currency <> p.captured_currency
        """,
    ),
    Check(
        number="9",
        name="a-refund-comes-from-where-the-money-lies",
        says="A refund is taken from the account that its payment's money was booked to, in the"
        " currency that came.",
        sql="""
            SELECT r.reference, r.source, r.currency, p.booked_to, p.captured_currency
            FROM refund r JOIN payments_payment p ON p.id = r.payment_id
            WHERE (r.source, r.currency) <> (p.booked_to, p.captured_currency)
        """,
    ),
    Check(
        number="46",
        name="refunds-hold-what-is-on-its-way",
        says="In each currency there lies in the account of refunds what refunds in flight are"
        " about to return: nothing, when there are none.",
        whole=True,
        sql="""
            SELECT currency, sum(held) AS held, sum(pending) AS pending FROM (
                SELECT e.currency, CASE e.side WHEN 'credit' THEN e.amount_minor
                                               ELSE -e.amount_minor END AS held, 0 AS pending
                FROM ledger_entry e WHERE e.account = 'refunds'
                UNION ALL
                SELECT r.currency, 0, r.amount_minor FROM refunds_refund r
                WHERE r.state = 'pending'
            ) AS lies
            GROUP BY currency HAVING sum(held) <> sum(pending)
        """,
    ),
    Check(
        number="44",
        name="a-refund-is-booked-step-by-step",
        says="A refund is booked when it starts, when it has gone and when it has failed, and no"
        " step that it has not taken is booked.",
        sql="""
            SELECT r.reference, r.state, step.name AS step, step.taken FROM refund r
            CROSS JOIN LATERAL (
                VALUES ('started', true), ('done', r.state = 'succeeded'), ('failed', {failed})
            ) AS step(name, taken)
            WHERE step.taken <> EXISTS (
                SELECT FROM ledger_transfer t
                WHERE t.key = 'refund/' || r.reference || '/' || step.name
            )
        """.replace("{failed}", _HAS_FAILED),
    ),
    Check(
        number="44",
        name="the-books-say-what-the-refund-says",
        says="A refund's money goes from its source to the account of refunds, and from there to"
        " the gateway's clearing account, or back; each time all of it.",
        sql="""
            SELECT r.reference, step.name AS step, e.side, e.account, e.amount_minor, e.currency
            FROM refund r JOIN payments_payment p ON p.id = r.payment_id
            CROSS JOIN LATERAL (
                VALUES ('started', r.source, 'refunds'), ('failed', 'refunds', r.source),
                       ('done', CASE WHEN {failed} THEN r.source ELSE 'refunds' END,
                        'clearing:' || p.gateway)
            ) AS step(name, debit, credit)
            JOIN ledger_transfer t ON t.key = 'refund/' || r.reference || '/' || step.name
            JOIN ledger_entry e ON e.transfer_id = t.id
            WHERE e.account <> CASE e.side WHEN 'debit' THEN step.debit ELSE step.credit END
               OR (e.amount_minor, e.currency) <> (r.amount_minor, r.currency)
        """.replace("{failed}", _HAS_FAILED),
    ),
    Check(
        number="44",
        name="what-was-taken-back-is-booked",
        says="Of a payment that its gateway took back, all that was not returned has gone from"
        " where it lay out of the gateway's clearing account, and a person was told.",
        sql="""
            SELECT p.reference, p.captured_minor, p.returned_minor, taken.minor
            FROM payment p
            LEFT JOIN LATERAL (
                SELECT sum(e.amount_minor) FILTER (WHERE e.side = 'debit') AS minor,
                       bool_or(e.currency <> p.captured_currency OR e.account <> CASE e.side
                           WHEN 'debit' THEN p.booked_to ELSE 'clearing:' || p.gateway END) AS amiss
                FROM ledger_transfer t JOIN ledger_entry e ON e.transfer_id = t.id
                WHERE t.key = 'reversal/' || p.reference
            ) AS taken ON true
            LEFT JOIN LATERAL (
                -- What was on its way then and has failed since has come back to where it was.
                SELECT sum(r.amount_minor) AS minor FROM refunds_refund r
                WHERE r.payment_id = p.id AND r.state = 'failed' AND r.settled_at > p.settled_at
            ) AS failed_since ON true
            WHERE p.state = 'reversed' AND (
                taken.amiss
                OR coalesce(taken.minor, 0) <>
                   p.captured_minor - p.returned_minor - coalesce(failed_since.minor, 0)
                OR NOT EXISTS (
                    SELECT FROM cases_case c WHERE c.payment = p.id AND c.kind = 'reversal'
                )
            )
        """,
    ),
    Check(
        number="10",
        name="a-refund-in-doubt-is-asked-about",
        says="A refund in flight is asked about again, and after three days a person has been"
        " told.",
        sql="""
            SELECT r.reference, r.created_at FROM refund r
            WHERE r.state = 'pending' AND (
                r.next_look_at IS NULL
                OR r.created_at < now() - interval '3 days' AND NOT EXISTS (
                    SELECT FROM cases_case c WHERE c.kind = 'no_answer' AND c.fact = r.reference
                )
            )
        """,
    ),
    Check(
        number="10",
        name="what-failed-on-its-way-is-told",
        says="Of a refund that its gateway had taken, or that was to go back for a stay that was"
        " cancelled, and that failed all the same a person was told.",
        sql="""
            SELECT r.reference, r.failure_code FROM refund r
            JOIN payments_payment p ON p.id = r.payment_id
            LEFT JOIN orders_line l ON l.order_id = p.order_id AND l.booking_id IS NOT NULL
            LEFT JOIN travel_booking b ON b.id = l.booking_id AND b.state = 'cancelled'
            WHERE r.state = 'failed'
              AND (r.accepted_at <= r.settled_at
                   OR r.source = 'orders' AND b.cancelled_at < r.settled_at)
              AND NOT EXISTS (
                SELECT FROM cases_case c WHERE c.kind = 'refund' AND c.fact = r.reference
            )
        """,
    ),
    Check(
        number="35",
        name="every-refund-is-told",
        says="When money has gone back, and no sooner, its customer is told by every channel that"
        " reaches them.",
        sql="""
            SELECT r.reference, r.state, address.channel FROM refund r
            JOIN payments_payment p ON p.id = r.payment_id
            JOIN orders_order o ON o.id = p.order_id
            JOIN customers_customer buyer ON buyer.id = o.customer_id
            CROSS JOIN LATERAL (
                VALUES ('email', buyer.email), ('sms', buyer.phone)
            ) AS address(channel, value)
            WHERE (address.value <> '' AND r.state = 'succeeded') <> EXISTS (
                SELECT FROM notifications_message m
                WHERE m.fact = r.id::text AND m.topic = 'refund_succeeded'
                  AND m.channel = address.channel
            )
        """,
    ),
    Check(
        number="50",
        name="every-step-of-a-refund-is-on-record",
        says="A refund's changes are on record one after another, along ways that exist, up to its"
        " present state.",
        sql="""
            SELECT r.reference, r.state, walked.steps FROM refund r
            LEFT JOIN LATERAL (
                SELECT string_agg(c.before || '>' || c.after, ' ' ORDER BY c.id) AS steps
                FROM record_change c WHERE c.subject = 'refund' AND c.subject_id = r.id::text
            ) AS walked ON true
            WHERE coalesce(walked.steps, '') NOT IN (
                '>pending', '>pending pending>succeeded', '>pending pending>failed',
                '>pending pending>failed failed>succeeded'
            ) OR NOT starts_with(reverse(walked.steps), reverse('>' || r.state))
        """,
    ),
)
