"""What must be true of the database itself: its last words are still there and still spoken.

The list is written down here and not taken from the models: a promise that somebody takes out of a
model is still a promise.
"""

from __future__ import annotations

from nauli.desk.audits.check import Check

# Constraints and unique indexes whose name is a sentence, by their table.
PROMISES = {
    "payments_payment": (
        "one_live_payment_per_order",
        "one_payment_pays_an_order",
        "one_payment_per_gateway_transaction",
        "a_payment_is_in_a_known_state",
        "a_payment_collects_something",
        "money_that_came_is_booked",
        "what_is_booked_was_captured",
        "no_more_is_returned_than_was_captured",
    ),
    "refunds_refund": (
        "a_refund_is_in_a_known_state",
        "a_refund_returns_something",
        "a_refund_in_doubt_is_asked_about",
    ),
    "orders_order": (
        "an_order_is_in_a_known_state",
        "an_order_costs_something",
        "a_paid_order_knows_when",
    ),
    "orders_line": (
        "one_line_per_product",
        "a_line_has_pieces",
        "a_line_is_for_goods_or_for_a_stay",
    ),
    "travel_policy": ("a_version_of_a_policy_is_one_row",),
    "travel_listing": (
        "a_night_costs_something",
        "a_listing_has_units",
        "a_listing_takes_guests",
        "the_shortest_stay_is_not_above_the_longest",
        "travel_listing_knows_its_time_zone",
    ),
    "travel_closure": ("a_closure_ends_after_it_begins",),
    "travel_booking": (
        "a_booking_is_in_a_known_state",
        "a_stay_has_a_night",
        "a_booking_has_guests",
        "a_booked_night_costs_something",
        "a_confirmed_booking_knows_when",
        "a_cancelled_booking_knows_when",
        "only_who_was_confirmed_arrives",
        "travel_booking_knows_its_time_zone",
    ),
    "travel_night": ("a_night_is_sold_once_per_unit", "a_booking_holds_a_night_once"),
    "travel_review": ("a_rating_is_from_one_to_five",),
    "catalog_product": ("stock_is_never_below_zero", "a_price_is_more_than_nothing"),
    "idempotency_key": ("one_answer_per_key",),
    "webhooks_event": ("an_event_is_stored_once", "an_event_is_in_a_known_state"),
    "ledger_entry": (
        "an_entry_moves_something",
        "an_entry_is_debit_or_credit",
        "an_account_stands_once_on_each_side_of_a_transfer",
    ),
    "notifications_message": ("one_message_per_fact_and_channel", "a_message_is_in_a_known_state"),
    "cases_case": ("one_open_case_per_fact", "a_closed_case_says_how", "a_case_is_of_a_known_kind"),
    "customers_customer": ("a_phone_is_e164",),
}

# Columns that are unique by themselves.
UNIQUE = (
    ("payments_payment", "reference"),
    ("refunds_refund", "reference"),
    ("orders_order", "number"),
    ("orders_line", "booking_id"),
    ("travel_booking", "code"),
    ("travel_review", "booking_id"),
    ("ledger_transfer", "key"),
    ("notifications_receipt", "digest"),
    ("access_apikey", "digest"),
)

# Triggers that forbid what nobody may do, by their table.
TRIGGERS = (
    ("ledger_transfer", "ledger_transfer_only_grows"),
    ("ledger_transfer", "ledger_transfer_is_never_emptied"),
    ("ledger_transfer", "a_transfer_balances"),
    ("ledger_entry", "ledger_entry_only_grows"),
    ("ledger_entry", "ledger_entry_is_never_emptied"),
    ("ledger_entry", "an_entry_balances"),
    ("record_change", "record_change_only_grows"),
    ("record_change", "record_change_is_never_emptied"),
    ("orders_line", "orders_line_only_grows"),
    ("orders_line", "orders_line_is_never_emptied"),
    ("orders_order", "orders_order_keeps_its_value"),
    ("payments_payment", "payments_payment_keeps_its_value"),
    ("refunds_refund", "refunds_refund_keeps_its_value"),
    ("travel_policy", "travel_policy_keeps_its_value"),
    ("travel_booking", "travel_booking_keeps_its_value"),
    ("travel_night", "travel_night_keeps_its_value"),
    ("travel_night", "travel_night_is_to_be_had"),
    ("travel_listing", "travel_listing_keeps_its_nights"),
    ("travel_review", "travel_review_keeps_its_value"),
)


def _rows(*rows: tuple[str, str]) -> str:
    return ", ".join(f"('{relation}', '{name}')" for relation, name in rows)


CHECKS = (
    Check(
        number="6",
        name="money-is-whole",
        says="No column of ours holds fractions, save where on earth something is, and each column"
        " of money is a bigint.",
        sql="""
            SELECT c.table_name AS "table", c.column_name AS "column", c.data_type AS type
            FROM information_schema.columns c
            WHERE c.table_schema = current_schema()
              AND (c.data_type IN ('real', 'double precision', 'numeric', 'money')
                      AND c.column_name NOT IN ('latitude', 'longitude')
                   OR c.column_name ~ '_minor$' AND c.data_type <> 'bigint')
        """,
    ),
    Check(
        number="6",
        name="amounts-are-more-than-nothing",
        says="Whatever is asked for, sold, or waits for a person is more than nothing.",
        sql="""
            SELECT 'payment' AS what, reference AS name, amount_minor AS amount FROM payment
            WHERE amount_minor <= 0
            UNION ALL SELECT 'order', number, total_minor FROM placed WHERE total_minor <= 0
            UNION ALL SELECT 'line', o.number, l.unit_price_minor FROM placed o
                JOIN orders_line l ON l.order_id = o.id
                WHERE l.unit_price_minor <= 0 OR l.quantity <= 0
            UNION ALL SELECT 'product', name, price_minor FROM catalog_product
                WHERE price_minor <= 0
            UNION ALL SELECT 'listing', title, price_minor FROM travel_listing
                WHERE price_minor <= 0
            UNION ALL SELECT 'stay', id::text, price_minor FROM stay WHERE price_minor <= 0
            UNION ALL SELECT 'case', fact, amount_minor FROM opened WHERE amount_minor <= 0
        """,
    ),
    Check(
        number="2, 20, 28, 35, 43",
        name="promises-are-kept",
        says="The constraints and unique indexes that are promises exist and hold for every row.",
        sql="""
            SELECT promise.relation AS "table", promise.name
            FROM (VALUES {promises}) AS promise(relation, name)
            WHERE NOT EXISTS (
                SELECT FROM pg_constraint c
                WHERE c.conrelid = to_regclass(promise.relation) AND c.conname = promise.name
                  AND c.convalidated
            ) AND NOT EXISTS (
                SELECT FROM pg_index i JOIN pg_class named ON named.oid = i.indexrelid
                WHERE i.indrelid = to_regclass(promise.relation) AND named.relname = promise.name
                  AND i.indisunique AND i.indisvalid
            )
            UNION ALL
            SELECT single.relation, single.name FROM (VALUES {unique}) AS single(relation, name)
            WHERE NOT EXISTS (
                SELECT FROM pg_index i
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = to_regclass(single.relation) AND a.attname = single.name
                  AND i.indnatts = 1 AND i.indpred IS NULL AND i.indisunique AND i.indisvalid
            )
        """.replace(
            "{promises}",
            _rows(*((table, name) for table, names in PROMISES.items() for name in names)),
        ).replace("{unique}", _rows(*UNIQUE)),
    ),
    Check(
        number="45, 41, 7",
        name="triggers-stand-guard",
        says="The triggers that keep the books, the record and what was agreed exist, are switched"
        " on and refuse.",
        sql="""
            SELECT guard.relation AS "table", guard.name
            FROM (VALUES {triggers}) AS guard(relation, name)
            WHERE NOT EXISTS (
                SELECT FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
                WHERE t.tgrelid = to_regclass(guard.relation) AND t.tgname = guard.name
                  AND t.tgenabled IN ('O', 'A') AND f.prosrc ~ 'RAISE EXCEPTION'
            )
        """.replace("{triggers}", _rows(*TRIGGERS)),
    ),
    Check(
        number="6",
        name="nothing-is-left-unproved",
        says="No constraint and no index waits to be proved for the rows that were there before.",
        sql="""
            SELECT c.conrelid::regclass::text AS "table", c.conname AS name FROM pg_constraint c
            WHERE c.connamespace = current_schema()::regnamespace AND NOT c.convalidated
            UNION ALL
            SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text
            FROM pg_index i JOIN pg_class named ON named.oid = i.indexrelid
            WHERE named.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid
        """,
    ),
)
