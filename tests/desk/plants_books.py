"""What is planted about messages, the books, the record and the database itself."""

from __future__ import annotations

from tests.desk.plant import TOLD, TOLD_AGAIN, Plant, change, fill, transfer

_TOPICS = ("payment_succeeded", "payment_unapplied", "payment_failed", "payment_set_aside")

MESSAGES = [
    *(
        Plant(
            "every-fact-is-told",
            fill(
                "DELETE FROM notifications_message WHERE id ="
                " (SELECT min(id) FROM notifications_message WHERE topic = '{topic}')",
                topic=topic,
            ),
        )
        for topic in _TOPICS
    ),
    *(
        Plant(
            "only-facts-are-told",
            fill(TOLD, topic=topic),
        )
        for topic in (*_TOPICS, "payment_lost")
    ),
    Plant(
        "only-facts-are-told",
        "UPDATE payments_payment SET closed_at = created_at, checkout_url = 'https://page.test/1'"
        " WHERE id IN (SELECT fact::uuid FROM notifications_message WHERE topic ="
        " 'payment_failed')",
    ),
    Plant(
        "a-fact-is-told-once",
        TOLD_AGAIN,
        without=(("notifications_message", "one_message_per_fact_and_channel"),),
    ),
    *(
        Plant(
            "a-message-is-in-hand-or-at-its-end",
            fill(
                "UPDATE notifications_message SET {what} WHERE id ="
                " (SELECT min(id) FROM notifications_message WHERE state = '{state}')",
                what=what,
                state=state,
            ),
        )
        for state, what in (
            ("sent", "due_at = now()"),
            ("sent", "sent_at = NULL"),
            ("sent", "state = 'queued'"),
            ("failed", "failure = ''"),
            ("delivered", "ended_at = NULL"),
        )
    ),
    Plant(
        "a-message-goes-to-its-customer",
        "UPDATE notifications_message SET \"to\" = '+256700000000' WHERE id ="
        " (SELECT min(id) FROM notifications_message WHERE channel = 'sms')",
    ),
]

LEDGER = [
    Plant(
        "a-transfer-balances",
        "UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE id ="
        " (SELECT max(id) FROM ledger_entry)",
        {
            "all-accounts-together-are-nothing",
            "the-books-say-what-the-payment-says",
            "captured-is-what-was-booked",
        },
    ),
    Plant(
        "a-transfer-balances",
        "DELETE FROM ledger_entry WHERE transfer_id = (SELECT max(id) FROM ledger_transfer)",
        {"captured-is-what-was-booked"},
    ),
    Plant(
        "all-accounts-together-are-nothing",
        "DELETE FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry)",
        {"a-transfer-balances", "captured-is-what-was-booked"},
    ),
    Plant(
        "a-cause-is-booked-once",
        "UPDATE ledger_transfer SET key = 'payment/' || reference"
        " FROM payments_payment WHERE key = 'x' AND payments_payment.id = {paid}",
        first=transfer("x", minor=1250),
        without=(("ledger_transfer", "ledger_transfer_key_key"),),
    ),
    Plant(
        "what-came-is-booked",
        "DELETE FROM ledger_entry WHERE transfer_id IN (SELECT t.id FROM ledger_transfer t"
        " JOIN payments_payment p ON t.key = 'payment/' || p.reference WHERE p.id = {paid});"
        "DELETE FROM ledger_transfer WHERE key ="
        " (SELECT 'payment/' || reference FROM payments_payment WHERE id = {paid})",
        {"captured-is-what-was-booked"},
    ),
    Plant("what-is-booked-came", transfer("payment/NAU-NOBODY")),
    Plant("what-is-booked-came", transfer("gift/1")),
    Plant(
        "the-books-say-what-the-payment-says",
        "UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE transfer_id ="
        " (SELECT t.id FROM ledger_transfer t JOIN payments_payment p"
        "  ON t.key = 'payment/' || p.reference WHERE p.id = {paid})",
        {"captured-is-what-was-booked"},
    ),
    Plant(
        "the-books-say-what-the-payment-says",
        "UPDATE ledger_entry SET account = 'unapplied' WHERE side = 'credit' AND transfer_id ="
        " (SELECT t.id FROM ledger_transfer t JOIN payments_payment p"
        "  ON t.key = 'payment/' || p.reference WHERE p.id = {paid})",
    ),
    Plant("money-that-waits-has-a-case", "DELETE FROM cases_case WHERE kind = 'unapplied'"),
    Plant(
        "an-account-is-on-its-side",
        transfer("gift/1", one="credit", other="debit", minor=10**9),
        {"what-is-booked-came"},
    ),
]

RECORD = [
    Plant(
        "only-moves-that-exist",
        change("payment", "{paid}", "pending", "succeeded"),
        first=change("payment", "{paid}", "succeeded", "pending"),
    ),
    Plant(
        "only-moves-that-exist",
        change("order", "{open}", "expired", "open"),
        {"no-order-expires-early"},
        first=change("order", "{open}", "open", "expired"),
    ),
    Plant(
        "no-step-is-missing",
        "DELETE FROM record_change WHERE subject_id = {paid}::text AND before = ''",
    ),
    Plant(
        "every-state-is-on-record",
        "UPDATE payments_payment SET state = 'cancelled' WHERE id = {pending}",
    ),
    Plant(
        "every-state-is-on-record",
        "UPDATE cases_case SET closed_at = NULL WHERE kind = 'event'",
    ),
    Plant(
        "every-state-is-on-record",
        "DELETE FROM record_change WHERE subject_id = {open}::text",
    ),
    Plant("every-key-is-on-record", "UPDATE access_apikey SET revoked_at = now()"),
    Plant("the-record-is-of-something", change("payment", "gen_random_uuid()", "", "pending")),
    Plant("the-record-is-of-something", change("order", "'nothing'", "", "open")),
    Plant(
        "who-did-it-is-known",
        "UPDATE record_change SET request_id = '' WHERE starts_with(actor, 'key:')",
    ),
]

SCHEMA = [
    Plant("money-is-whole", "ALTER TABLE orders_order ADD COLUMN tip numeric"),
    Plant("money-is-whole", "ALTER TABLE orders_order ADD COLUMN tip_minor integer"),
    Plant(
        "amounts-are-more-than-nothing",
        "UPDATE catalog_product SET price_minor = 0",
        without=(("catalog_product", "a_price_is_more_than_nothing"),),
    ),
    Plant("promises-are-kept", "ALTER TABLE orders_line DROP CONSTRAINT a_line_has_pieces"),
    Plant(
        "promises-are-kept",
        "ALTER TABLE payments_payment DROP CONSTRAINT payments_payment_reference_key",
    ),
    Plant("triggers-stand-guard", "ALTER TABLE ledger_entry DISABLE TRIGGER an_entry_balances"),
    Plant("triggers-stand-guard", "DROP TRIGGER record_change_only_grows ON record_change"),
    Plant(
        "triggers-stand-guard",
        "CREATE OR REPLACE FUNCTION payments_payment_keeps_its_value() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NEW{end} END{end}'",
    ),
    Plant(
        "nothing-is-left-unproved",
        "ALTER TABLE orders_order ADD CONSTRAINT later CHECK (total_minor > 10) NOT VALID",
    ),
]
