"""What is planted about refunds, and about money that a gateway took back."""

from __future__ import annotations

from tests.desk.plant import Plant, change, fill, transfer

_ROWS = {
    "in_flight": "(SELECT id FROM refunds_refund WHERE state = 'pending')",
    "gone": "(SELECT id FROM refunds_refund WHERE amount_minor = 1250)",
    "failed": "(SELECT id FROM refunds_refund WHERE state = 'failed')",
    "taken_back": "(SELECT id FROM payments_payment WHERE state = 'reversed')",
}
_WITHOUT_TRANSFER = """
    DELETE FROM ledger_entry WHERE transfer_id = (SELECT id FROM ledger_transfer WHERE key = {key});
    DELETE FROM ledger_transfer WHERE key = {key}
"""
_MOVED = """
    UPDATE ledger_entry SET account = '{account}' WHERE side = '{side}'
    AND transfer_id = (SELECT id FROM ledger_transfer WHERE key = {key})
"""


def _of(sql: str) -> str:
    return fill(sql, **_ROWS)


def _key(refund: str, step: str) -> str:
    sql = "(SELECT 'refund/' || reference || '/{step}' FROM refunds_refund WHERE id = {of})"
    return fill(sql, step=step, of=_ROWS[refund])


_REVERSAL = _of("(SELECT 'reversal/' || reference FROM payments_payment WHERE id = {taken_back})")


def _without(key: str) -> str:
    return fill(_WITHOUT_TRANSFER, key=key)


def _moved(key: str, side: str, account: str) -> str:
    return fill(_MOVED, account=account, side=side, key=key)


REFUNDS = [
    Plant(
        "returned-is-what-refunds-return",
        "UPDATE payments_payment SET returned_minor = 1 WHERE id = {paid}",
    ),
    Plant(
        "no-more-goes-back-than-came",
        _of("UPDATE refunds_refund SET amount_minor = 1251 WHERE id = {in_flight}"),
        {
            "returned-is-what-refunds-return",
            "refunds-hold-what-is-on-its-way",
            "the-books-say-what-the-refund-says",
        },
    ),
    *(
        Plant(
            "captured-is-what-was-booked",
            fill("UPDATE payments_payment SET {what} WHERE id = {paid}", what=what),
        )
        for what in ("captured_minor = captured_minor + 1", "captured_currency = 'UGX'")
    ),
    Plant(
        "a-refund-comes-from-where-the-money-lies",
        _of("UPDATE refunds_refund SET source = 'unapplied' WHERE id = {in_flight}"),
        {"the-books-say-what-the-refund-says"},
    ),
    Plant(
        "refunds-hold-what-is-on-its-way",
        "UPDATE ledger_entry SET account = 'refunds' WHERE side = 'credit' AND transfer_id ="
        " (SELECT t.id FROM ledger_transfer t JOIN payments_payment p"
        "  ON t.key = 'payment/' || p.reference WHERE p.id = {paid})",
        {"the-books-say-what-the-payment-says"},
    ),
    Plant(
        "a-refund-is-booked-step-by-step",
        _without(_key("failed", "failed")),
        {"refunds-hold-what-is-on-its-way"},
    ),
    Plant(
        "a-refund-is-booked-step-by-step",
        fill(
            "UPDATE ledger_transfer SET key = {key} WHERE key = 'x'",
            key=_key("in_flight", "done"),
        ),
        {"the-books-say-what-the-refund-says"},
        first=transfer("x"),
    ),
    Plant(
        "the-books-say-what-the-refund-says", _moved(_key("gone", "done"), "credit", "unapplied")
    ),
    Plant("what-was-taken-back-is-booked", _without(_REVERSAL)),
    Plant("what-was-taken-back-is-booked", _moved(_REVERSAL, "debit", "unapplied")),
    Plant("what-was-taken-back-is-booked", "DELETE FROM cases_case WHERE kind = 'reversal'"),
    Plant(
        "a-refund-in-doubt-is-asked-about",
        _of("UPDATE refunds_refund SET next_look_at = NULL WHERE id = {in_flight}"),
        first="ALTER TABLE refunds_refund DROP CONSTRAINT a_refund_in_doubt_is_asked_about",
        also={"promises-are-kept"},
    ),
    Plant(
        "a-refund-in-doubt-is-asked-about",
        _of(
            "UPDATE refunds_refund SET created_at = now() - interval '4 days'"
            " WHERE id = {in_flight}"
        ),
    ),
    Plant(
        "what-failed-on-its-way-is-told",
        _of(
            "DELETE FROM cases_case WHERE kind = 'refund' AND fact ="
            " (SELECT reference FROM refunds_refund WHERE id = {failed})"
        ),
    ),
    Plant(
        "every-refund-is-told",
        "DELETE FROM notifications_message WHERE id ="
        " (SELECT min(id) FROM notifications_message WHERE topic = 'refund_succeeded')",
    ),
    Plant(
        "every-refund-is-told",
        _of(
            "UPDATE notifications_message SET fact = {in_flight}::text"
            " WHERE fact = {gone}::text AND topic = 'refund_succeeded'"
        ),
    ),
    Plant(
        "every-step-of-a-refund-is-on-record",
        _of("DELETE FROM record_change WHERE subject_id = {in_flight}::text"),
    ),
    Plant(
        "every-step-of-a-refund-is-on-record",
        _of(change("refund", "{gone}", "succeeded", "pending")),
    ),
    Plant("what-is-booked-came", transfer("refund/NAU-R-NOBODY/started")),
    Plant("what-is-booked-came", transfer("reversal/NAU-NOBODY")),
]
