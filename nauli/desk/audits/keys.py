"""What must be true of Idempotency-Keys. The rules: docs/idempotency.md."""

from __future__ import annotations

from nauli.desk.audits.check import Check, as_uuid
from nauli.idempotency.claim import BY_ITSELF, FORMS, TERMINAL

CHECKS = (
    Check(
        number="5",
        name="one-key-per-payment",
        says="No two keys stand for one payment.",
        sql="""
            SELECT k.subject AS payment, count(*) AS keys FROM answer k
            WHERE k.subject <> '' GROUP BY k.subject HAVING count(*) > 1
        """,
    ),
    Check(
        number="5",
        name="a-key-has-something-behind-it",
        says="The payment or the refund that a key names was committed together with the key.",
        sql="""
            SELECT k.id AS number, k.subject FROM answer k
            LEFT JOIN payments_payment p ON p.id = {subject}
            LEFT JOIN refunds_refund r ON r.id = {subject}
            WHERE k.subject <> '' AND p.id IS NULL AND r.id IS NULL
        """.replace("{subject}", as_uuid("k.subject")),
    ),
    Check(
        number="20",
        name="one-answer-per-key",
        says="A client's key exists once.",
        sql="""
            SELECT k.scope, min(k.id) AS number, count(*) AS keys FROM answer k
            GROUP BY k.scope, k.key HAVING count(*) > 1
        """,
    ),
    Check(
        number="20",
        name="a-key-is-a-clients",
        says="The scope of every key is a client whom we know, our terminal, a rule of ours, or a"
        " form of the shop.",
        sql="""
            SELECT k.id AS number, k.scope FROM answer k
            WHERE k.scope NOT IN ({ours})
              AND NOT EXISTS (SELECT FROM access_apikey client WHERE client.id = k.scope)
        """.replace("{ours}", f"{TERMINAL}, {BY_ITSELF}, {FORMS}"),
    ),
    Check(
        number="21",
        name="an-answer-names-its-payment",
        says="The answer that is stored for a key tells of that key's payment.",
        sql="""
            SELECT k.id AS number, k.subject AS payment FROM answer k
            WHERE k.subject <> '' AND k.status IS NOT NULL
              AND position(convert_to(k.subject, 'UTF8') in k.body) = 0
        """,
    ),
    Check(
        number="23, 24",
        name="a-refusal-is-not-stored",
        says="Only what was done is stored as a key's answer: no refusal and no error of ours.",
        sql="""
            SELECT k.id AS number, k.status FROM answer k
            WHERE k.status NOT BETWEEN 200 AND 299 OR (k.status IS NULL) <> (k.body IS NULL)
        """,
    ),
    Check(
        number="25",
        name="a-payment-keeps-its-key",
        says="A payment that has never ended, or ended first within the last day, has its key.",
        sql="""
            SELECT p.reference, p.state FROM payment p
            WHERE NOT EXISTS (
                SELECT FROM record_change c
                WHERE c.subject = 'payment' AND c.subject_id = p.id::text
                  AND c.after IN ('succeeded', 'failed', 'set_aside', 'reversed')
                  AND c.at <= now() - interval '24 hours'
            ) AND NOT EXISTS (
                SELECT FROM idempotency_key k WHERE k.subject = p.id::text AND k.subject <> ''
            )
        """,
    ),
)
