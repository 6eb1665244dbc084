"""What is planted about orders, payments, keys and events."""

from __future__ import annotations

from tests.desk.plant import Plant, change, fill, key

ORDERS = [
    Plant(
        "collected-at-most-the-total",
        "UPDATE orders_order SET total_minor = 1 FROM payments_payment p"
        " WHERE p.id = {paid} AND orders_order.id = p.order_id",
        {
            "asked-for-what-is-owed",
            "an-order-costs-what-its-lines-cost",
            "a-paid-order-was-paid",
        },
    ),
    Plant(
        "one-payment-pays",
        "UPDATE payments_payment SET booked_to = 'orders' WHERE id = {unapplied}",
        {
            "collected-at-most-the-total",
            "the-books-say-what-the-payment-says",
            "every-fact-is-told",
            "only-facts-are-told",
        },
        (("payments_payment", "one_payment_pays_an_order"),),
    ),
    Plant(
        "an-order-costs-what-its-lines-cost",
        "UPDATE orders_line SET unit_price_minor = 1 WHERE id = (SELECT min(id) FROM orders_line)",
    ),
    Plant(
        "an-order-costs-what-its-lines-cost",
        "DELETE FROM orders_line WHERE order_id = {open}",
        {"every-piece-is-somewhere"},
    ),
    Plant(
        "a-paid-order-was-paid",
        "UPDATE orders_order SET status = 'paid', paid_at = now() WHERE id = {open}",
        first=change("order", "{open}", "open", "paid"),
    ),
    Plant(
        "what-pays-an-order-has-succeeded",
        "UPDATE orders_order SET status = 'open', paid_at = NULL FROM payments_payment p"
        " WHERE p.id = {paid} AND orders_order.id = p.order_id",
        {"every-state-is-on-record"},
    ),
    Plant(
        "stock-is-not-below-zero",
        "UPDATE catalog_product SET stock = -1 WHERE id = (SELECT id FROM catalog_product LIMIT 1)",
        {"every-piece-is-somewhere"},
        (("catalog_product", "stock_is_never_below_zero"),),
    ),
    Plant(
        "every-piece-is-somewhere",
        "UPDATE catalog_product SET stock = stock + 1 WHERE id ="
        " (SELECT id FROM catalog_product LIMIT 1)",
    ),
    Plant(
        "no-order-expires-early",
        "UPDATE orders_order SET expires_at = now() + interval '1 day' WHERE id = (SELECT"
        " subject_id::uuid FROM record_change WHERE after = 'expired' LIMIT 1)",
    ),
    Plant(
        "goods-are-not-held-for-ever",
        "UPDATE orders_order SET expires_at = now() - interval '2 hours' WHERE id = {open}",
    ),
]

PAYMENTS = [
    Plant(
        "one-live-payment",
        "UPDATE payments_payment SET order_id ="
        " (SELECT order_id FROM payments_payment WHERE id = {pending})"
        " WHERE state = 'pending'",
        without=(("payments_payment", "one_live_payment_per_order"),),
    ),
    Plant(
        "sent-once",
        "INSERT INTO payments_exchange"
        " (payment_id, operation, method, url, headers, body, answer, error)"
        " SELECT payment_id, operation, method, url, headers, '', '', '' FROM payments_exchange"
        " WHERE payment_id = {pending} AND operation = 'requesttopay'",
    ),
    Plant(
        "sent-under-its-own-reference",
        "UPDATE payments_exchange SET headers = jsonb_build_object('X-Reference-Id', 'another')"
        " WHERE payment_id = {pending} AND operation = 'requesttopay'",
    ),
    Plant(
        "asked-for-what-is-owed",
        "UPDATE payments_payment SET amount_minor = amount_minor + 1 WHERE id = {pending}",
    ),
    Plant(
        "success-is-proved",
        "DELETE FROM payments_exchange WHERE payment_id = {paid} AND operation = 'status'",
    ),
    *(
        Plant(
            "success-is-proved",
            fill(
                "UPDATE payments_exchange SET {what} WHERE payment_id = {paid}"
                " AND operation = 'status'",
                what=what,
            ),
        )
        for what in (
            "answer = replace(answer, '12.50', '12.51')",
            "answer = replace(answer, 'EUR', 'UGX')",
            "answer = replace(answer, 'SUCCESSFUL', 'FAILED')",
            "url = 'http://momo.test/collection/v1_0/requesttopay/of-another'",
        )
    ),
    Plant(
        "success-is-proved",
        """UPDATE webhooks_event e SET body = '{"status": "pending"}',
                  digest = encode(sha256('{"status": "pending"}'), 'hex')
           FROM payments_payment p WHERE p.id = e.payment_id AND e.state = 'processed'
             AND p.state = 'succeeded' AND p.confirmed_at IS NULL""",
    ),
    Plant(
        "doubt-is-asked-about",
        "UPDATE payments_payment SET next_look_at = NULL WHERE id = {pending}",
    ),
    Plant(
        "doubt-is-asked-about",
        "UPDATE payments_payment SET confirmed_at = NULL WHERE id = {paid}",
    ),
    Plant(
        "long-doubt-is-told",
        "UPDATE payments_payment SET created_at = now() - interval '4 days' WHERE id = {pending}",
    ),
    Plant(
        "long-doubt-is-told",
        "UPDATE payments_payment SET created_at = now() - interval '4 days', confirmed_at = NULL,"
        " settled_at = now() - interval '2 days', next_look_at = now() WHERE id = {paid}",
    ),
    Plant(
        "no-secret-is-written-down",
        'UPDATE payments_exchange SET headers = headers || \'{"Authorization": "Bearer x"}\''
        " WHERE payment_id = {pending}",
    ),
    Plant(
        "no-secret-is-written-down",
        'UPDATE payments_exchange SET answer = \'{"access_token": "x"}\''
        " WHERE payment_id = {pending}",
    ),
    Plant(
        "no-secret-is-written-down",
        'UPDATE payments_exchange SET body = \'{"partyId":"256772123456"}\''
        " WHERE payment_id = {pending}",
    ),
    Plant(
        "what-is-set-aside-waits-for-a-person",
        "DELETE FROM cases_case WHERE kind = 'mismatch'",
        {"money-that-waits-has-a-case"},
    ),
]

KEYS = [
    Plant("one-key-per-payment", key(subject="{paid}::text")),
    Plant("a-key-has-something-behind-it", key(subject="gen_random_uuid()::text")),
    Plant("a-key-has-something-behind-it", key(subject="'nothing'")),
    Plant(
        "one-answer-per-key", key(key="key"), without=(("idempotency_key", "one_answer_per_key"),)
    ),
    Plant("a-key-is-a-clients", key(scope="999999")),
    Plant(
        "an-answer-names-its-payment",
        "UPDATE idempotency_key SET body = '{}' WHERE subject = {paid}::text",
    ),
    Plant(
        "a-refusal-is-not-stored",
        "UPDATE idempotency_key SET status = 502 WHERE subject = {paid}::text",
    ),
    Plant(
        "a-refusal-is-not-stored",
        "UPDATE idempotency_key SET body = NULL WHERE subject = {paid}::text",
    ),
    Plant("a-payment-keeps-its-key", "DELETE FROM idempotency_key WHERE subject = {pending}::text"),
]

INBOX = [
    *(
        Plant(
            "nobody-unknown-moved-anything",
            fill(
                "UPDATE record_change SET actor = '{actor}' WHERE subject_id = {paid}::text",
                actor=actor,
            ),
        )
        for actor in ("anonymous", "gateway:momo")
    ),
    Plant(
        "an-event-is-stored-once",
        "INSERT INTO webhooks_event (door, digest, body, state, note, payment_id)"
        " SELECT door, digest, body, state, note, payment_id FROM webhooks_event"
        " WHERE id = {signed}",
        without=(("webhooks_event", "an_event_is_stored_once"),),
    ),
    Plant("a-digest-is-its-bodys", "UPDATE webhooks_event SET body = '{}' WHERE id = {signed}"),
    Plant(
        "an-unsigned-callback-is-only-a-question",
        "UPDATE webhooks_event SET state = 'received' WHERE door <> 'momo'",
    ),
    Plant(
        "an-unsigned-callback-is-only-a-question",
        "UPDATE webhooks_event SET payment_id = {paid} WHERE door <> 'momo'",
    ),
    Plant("an-event-ends-somewhere", "DELETE FROM cases_case WHERE kind = 'event'"),
    Plant(
        "an-event-ends-somewhere",
        "INSERT INTO webhooks_event (door, digest, body, state, note)"
        " VALUES ('momo', encode(sha256(''), 'hex'), '', 'processed', '')",
    ),
]
