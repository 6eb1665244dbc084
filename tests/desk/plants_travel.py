"""What is planted about stays."""

from __future__ import annotations

from tests.desk.plant import Plant, change, fill

_ROWS = {
    "held": "(SELECT id FROM travel_booking WHERE state = 'held')",
    "confirmed": "(SELECT id FROM travel_booking WHERE state = 'confirmed')",
    "run_out": "(SELECT id FROM travel_booking WHERE state = 'expired')",
    "cancelled": "(SELECT id FROM travel_booking WHERE state = 'cancelled'"
    " AND confirmed_at IS NOT NULL)",
    "its_payment": "(SELECT p.id FROM payments_payment p JOIN orders_line l"
    " ON l.order_id = p.order_id JOIN travel_booking b ON b.id = l.booking_id"
    " WHERE b.state = 'confirmed')",
}


def _of(sql: str) -> str:
    return fill(sql, **_ROWS)


_SOLD_AGAIN = """
    INSERT INTO travel_night (listing_id, night, slot, booking_id)
    SELECT listing_id, night, slot, {run_out} FROM travel_night
    WHERE booking_id = {confirmed} ORDER BY night LIMIT 1
"""

TRAVEL = [
    Plant(
        "a-night-is-sold-once-per-unit",
        _of(_SOLD_AGAIN),
        {"a-stay-holds-its-nights"},
        (("travel_night", "a_night_is_sold_once_per_unit"),),
    ),
    Plant(
        "a-night-is-sold-once-per-unit",
        _of("UPDATE travel_night SET slot = 4 WHERE booking_id = {confirmed}"),
    ),
    Plant(
        "a-stay-holds-its-nights",
        _of(
            "DELETE FROM travel_night WHERE booking_id = {confirmed} AND night ="
            " (SELECT check_in FROM travel_booking WHERE id = {confirmed})"
        ),
    ),
    Plant(
        "a-stay-holds-its-nights",
        _of("UPDATE travel_night SET night = night + 1 WHERE booking_id = {held}"),
        first=_of(
            "DELETE FROM travel_night WHERE booking_id = {held} AND night ="
            " (SELECT check_in FROM travel_booking WHERE id = {held})"
        ),
    ),
    Plant(
        "a-stay-holds-its-nights",
        _of("UPDATE travel_night SET booking_id = {run_out} WHERE booking_id = {held}"),
    ),
    Plant(
        "a-stay-goes-with-its-order",
        _of("UPDATE travel_booking SET state = 'held', confirmed_at = NULL WHERE id = {confirmed}"),
        {"every-state-is-on-record", "only-what-became-of-a-stay-is-told"},
    ),
    Plant(
        "a-stay-goes-with-its-order",
        _of(
            "UPDATE orders_line SET booking_id = NULL, product_id ="
            " (SELECT id FROM catalog_product LIMIT 1) WHERE booking_id = {held}"
        ),
        {"every-piece-is-somewhere"},
    ),
    Plant(
        "a-stay-costs-what-was-agreed",
        _of("UPDATE travel_booking SET price_minor = price_minor + 1 WHERE id = {confirmed}"),
    ),
    Plant(
        "a-stay-costs-what-was-agreed",
        _of("UPDATE travel_booking SET check_out = check_out + 1 WHERE id = {run_out}"),
    ),
    Plant(
        "what-failed-on-its-way-is-told",
        "DELETE FROM cases_case WHERE kind = 'refund'",
    ),
    Plant(
        "a-cancelled-stay-gives-back-what-was-agreed",
        _of(
            'UPDATE travel_booking SET policy_steps = \'[{"days_before": 0, "percent": 100}]\','
            " cancelled_at = cancelled_at WHERE id = {cancelled}"
        ),
    ),
    Plant(
        # What went back before is no part of what goes back for cancelling, if enough was left.
        "a-cancelled-stay-gives-back-what-was-agreed",
        _of(
            "UPDATE refunds_refund SET created_at = created_at - interval '1 day' WHERE payment_id"
            " = (SELECT p.id FROM payments_payment p JOIN orders_line l ON l.order_id = p.order_id"
            " WHERE l.booking_id = {cancelled})"
        ),
    ),
    Plant(
        "no-stay-is-over-early",
        _of("UPDATE travel_booking SET state = 'completed' WHERE id = {confirmed}"),
        first=_of(change("booking", "{confirmed}", "confirmed", "completed")),
    ),
    Plant(
        "only-moves-that-exist",
        _of(change("booking", "{held}", "completed", "held")),
        {"no-step-is-missing"},
    ),
    Plant(
        "every-state-is-on-record",
        _of("DELETE FROM record_change WHERE subject = 'booking' AND subject_id = {held}::text"),
    ),
    Plant(
        "the-record-is-of-something",
        change("booking", "gen_random_uuid()", "", "held"),
    ),
    *(
        Plant(
            "every-fact-is-told",
            fill(
                "DELETE FROM notifications_message WHERE id ="
                " (SELECT min(id) FROM notifications_message WHERE topic = '{topic}')",
                topic=topic,
            ),
        )
        for topic in ("booking_confirmed", "booking_cancelled")
    ),
    Plant(
        "only-what-became-of-a-stay-is-told",
        _of(
            "UPDATE notifications_message SET fact = {its_payment}::text"
            " WHERE topic = 'booking_cancelled'"
        ),
        {"every-fact-is-told"},
    ),
    *(
        Plant(
            "promises-are-kept",
            f"ALTER TABLE {table} DROP CONSTRAINT {promise}",
        )
        for table, promise in (
            ("travel_night", "a_night_is_sold_once_per_unit"),
            ("orders_line", "a_line_is_for_goods_or_for_a_stay"),
        )
    ),
    Plant("triggers-stand-guard", "DROP TRIGGER travel_night_is_to_be_had ON travel_night"),
    Plant(
        "amounts-are-more-than-nothing",
        _of("UPDATE travel_booking SET price_minor = 0 WHERE id = {held}"),
        {"a-stay-costs-what-was-agreed"},
        (("travel_booking", "a_booked_night_costs_something"),),
    ),
]
