"""What must be true of payments and of what was said to their gateways."""

from __future__ import annotations

from nauli.desk.audits.check import Check
from nauli.kit.money import EXPONENTS

# Of the gateways' answers, as they are written down: MoMo's status, and what Chapa says to verify.
# A signed event of MoMo's that names no amount speaks for the amount of its payment; one that named
# another was set aside. Its body is bytes, of which 'escape' leaves what is ASCII as it is. Events
# of Chapa's prove nothing: they are questions.
_PROOF = """
    SELECT p.reference, p.booked_to FROM payment p
    JOIN (VALUES {places}) AS minor(currency, unit) ON minor.currency = p.currency
    WHERE p.state = 'succeeded' AND NOT EXISTS (
        SELECT FROM payments_exchange x
        WHERE x.payment_id = p.id AND x.status = 200
          AND CASE p.gateway WHEN 'momo' THEN
                  x.operation = 'status' AND strpos(x.url, p.id::text) > 0
                  AND x.answer ~ '"status"\\s*:\\s*"SUCCESSFUL"'
              ELSE
                  x.operation = 'verify' AND strpos(x.url, p.reference) > 0
                  AND x.answer ~ '"data"\\s*:\\s*[{].*"status"\\s*:\\s*"(success|refunded)"'
              END
          AND strpos(x.answer, '"' || p.currency || '"') > 0
          AND substring(x.answer from '"amount"\\s*:\\s*"?([0-9]+(?:[.][0-9]+)?)')::numeric
              * minor.unit = p.amount_minor
    ) AND NOT EXISTS (
        SELECT FROM webhooks_event e
        WHERE e.payment_id = p.id AND e.door = 'momo' AND e.state = 'processed'
          AND encode(e.body, 'escape') ~ '"status"\\s*:\\s*"success"'
    )
"""

# How kit/http.py begins to say that a request did not leave this machine.
_UNSENT = "The request could not be sent"

CHECKS = (
    Check(
        number="2",
        name="one-live-payment",
        says="An order has at most one pending payment.",
        sql="""
            SELECT o.number AS "order", count(*) AS pending FROM placed o
            JOIN payments_payment p ON p.order_id = o.id AND p.state = 'pending'
            GROUP BY o.number HAVING count(*) > 1
        """,
    ),
    Check(
        number="5",
        name="sent-once",
        says="A payment is sent to its gateway once, and once more if it was claimed for that."
        " What never left, or what the gateway put back for a fault of our settings, is not sent.",
        sql="""
            SELECT p.reference, count(*) AS sent FROM payment p
            JOIN payments_exchange x ON x.payment_id = p.id
             AND x.operation = 'requesttopay' AND NOT starts_with(x.error, '{unsent}')
             AND coalesce(x.status, 0) NOT IN (401, 403, 404, 405, 411, 413, 415, 429)
             AND x.answer !~ '"(NOT_ALLOWED|INVALID_CALLBACK_URL_HOST)'
            GROUP BY p.reference, p.resent_at
            HAVING count(*) > 1 + (p.resent_at IS NOT NULL)::int
        """.replace("{unsent}", _UNSENT),
    ),
    Check(
        number="5",
        name="sent-under-its-own-reference",
        says="A gateway hears of a payment under the payment's own id and no other.",
        sql="""
            SELECT x.id AS exchange, x.payment_id AS payment, x.headers ->> 'X-Reference-Id' AS sent
            FROM exchange x
            WHERE x.operation = 'requesttopay'
              AND x.headers ->> 'X-Reference-Id' IS DISTINCT FROM x.payment_id::text
        """,
    ),
    Check(
        number="7",
        name="asked-for-what-is-owed",
        says="A payment asks for its order's total, in the order's currency.",
        sql="""
            SELECT p.reference, p.amount_minor, p.currency, o.number AS "order", o.total_minor,
                   o.currency AS order_currency
            FROM payment p JOIN orders_order o ON o.id = p.order_id
            WHERE (p.amount_minor, p.currency) <> (o.total_minor, o.currency)
        """,
    ),
    Check(
        number="8",
        name="success-is-proved",
        says="Of a payment that succeeded there is a signed event, or an answer of its gateway that"
        " says so, under its id, over its amount and in its currency.",
        sql=_PROOF.replace(
            "{places}", ", ".join(f"('{name}', {10**places})" for name, places in EXPONENTS.items())
        ),
    ),
    Check(
        number="10",
        name="doubt-is-asked-about",
        says="A payment in doubt, or whose end its gateway has not confirmed, is asked about again,"
        " or a person has been told why not.",
        sql="""
            SELECT p.reference, p.state FROM payment p
            WHERE p.next_look_at IS NULL AND (
                p.state IN ('pending', 'cancelled')
                OR p.state IN ('succeeded', 'failed') AND p.confirmed_at IS NULL AND NOT EXISTS (
                    SELECT FROM cases_case c
                    WHERE c.payment = p.id AND c.kind = 'disagreement'
                )
            )
        """,
    ),
    Check(
        number="10",
        name="long-doubt-is-told",
        says="Of a payment that has been in doubt for three days, or whose end its gateway has not"
        " confirmed by then, a person was told.",
        sql="""
            SELECT p.reference, p.state, p.created_at FROM payment p
            WHERE p.created_at < now() - interval '3 days' AND (
                p.state IN ('pending', 'cancelled')
                OR p.state IN ('succeeded', 'failed') AND p.confirmed_at IS NULL
                   AND p.settled_at < now() - interval '1 day'
            ) AND NOT EXISTS (
                SELECT FROM cases_case c
                WHERE c.payment = p.id AND c.kind IN ('no_answer', 'disagreement')
            )
        """,
    ),
    Check(
        number="52",
        name="no-secret-is-written-down",
        says="What was said to gateways is kept without credentials, tokens and phone numbers.",
        sql="""
            SELECT x.id AS exchange, header.name AS "where" FROM exchange x
            CROSS JOIN LATERAL jsonb_each_text(x.headers) AS header(name, value)
            WHERE header.value <> '[redacted]' AND lower(header.name) IN (
                'authorization', 'proxy-authorization', 'cookie', 'apikey',
                'ocp-apim-subscription-key'
            )
            UNION ALL
            SELECT x.id, 'token' FROM exchange x
            WHERE x.answer ~ '"access_token"\\s*:\\s*"[^"[]'
            UNION ALL
            SELECT x.id, 'phone' FROM exchange x
            WHERE x.body || x.answer ~ '"partyId"\\s*:\\s*"[+]?[0-9]{5}'
        """,
    ),
    Check(
        number="56",
        name="what-is-set-aside-waits-for-a-person",
        says="A payment is set aside with a case that says why.",
        sql="""
            SELECT p.reference FROM payment p
            WHERE p.state = 'set_aside' AND NOT EXISTS (
                SELECT FROM cases_case c WHERE c.payment = p.id AND c.kind = 'mismatch'
            )
        """,
    ),
)
