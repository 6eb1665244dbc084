"""For every check, something that must never be true, written past all of the product's code."""

from __future__ import annotations

from dataclasses import dataclass, field

# Rows of the busy shop, by what happened to them.
_ROWS = {
    "{paid}": "(SELECT id FROM payments_payment WHERE booked_to = 'orders' AND confirmed_at IS NOT"
    " NULL AND id NOT IN (SELECT payment_id FROM webhooks_event WHERE payment_id IS NOT NULL)"
    " ORDER BY created_at LIMIT 1)",
    "{pending}": "(SELECT id FROM payments_payment WHERE state = 'pending'"
    " ORDER BY created_at LIMIT 1)",
    "{unapplied}": "(SELECT id FROM payments_payment p WHERE booked_to = 'unapplied' AND EXISTS"
    " (SELECT FROM payments_payment WHERE order_id = p.order_id AND booked_to = 'orders'))",
    "{open}": "(SELECT id FROM orders_order o WHERE status = 'open' AND NOT EXISTS"
    " (SELECT FROM payments_payment WHERE order_id = o.id) ORDER BY created_at LIMIT 1)",
    "{signed}": "(SELECT min(id) FROM webhooks_event WHERE door = 'momo' AND state = 'processed')",
}


@dataclass(frozen=True, slots=True)
class Plant:
    """`also`: what cannot but be violated together with it. `without`: promises that are broken."""

    check: str
    sql: str
    also: set[str] = field(default_factory=set)
    without: tuple[tuple[str, str], ...] = ()
    first: str = ""

    @property
    def statements(self) -> list[str]:
        sql = f"{self.first};{self.sql}"
        for word, rows in _ROWS.items():
            sql = sql.replace(word, rows)
        return [one.replace("{end}", ";") for one in sql.split(";") if one.strip()]

    @property
    def violated(self) -> set[str]:
        return {self.check} | self.also | ({"promises-are-kept"} if self.without else set())


_TRANSFER = """
    INSERT INTO ledger_transfer (key, description) VALUES ('{key}', '');
    INSERT INTO ledger_entry (transfer_id, account, side, amount_minor, currency)
    SELECT max(id), 'clearing:momo', '{one}', {minor}, 'EUR' FROM ledger_transfer
    UNION ALL SELECT max(id), 'orders', '{other}', {minor}, 'EUR' FROM ledger_transfer
"""
_KEY = """
    INSERT INTO idempotency_key (scope, key, fingerprint, subject, location, lease_until)
    SELECT {scope}, {key}, '', {subject}, '', now() FROM idempotency_key ORDER BY id LIMIT 1
"""
_CHANGE = """
    INSERT INTO record_change (actor, request_id, subject, subject_id, before, after, reason)
    VALUES ('tests', '', '{subject}', {number}, '{before}', '{after}', '')
"""


def fill(sql: str, **words: str) -> str:
    for name, said in words.items():
        sql = sql.replace("{" + name + "}", said)
    return sql


def key(*, scope: str = "scope", key: str = "'new'", subject: str = "''") -> str:
    return fill(_KEY, scope=scope, key=key, subject=subject)


def change(subject: str, number: str, before: str, after: str) -> str:
    return fill(_CHANGE, subject=subject, number=f"{number}::text", before=before, after=after)


def transfer(key: str, *, one: str = "debit", other: str = "credit", minor: int = 1) -> str:
    return fill(_TRANSFER, key=key, one=one, other=other, minor=str(minor))


TOLD = """
    INSERT INTO notifications_message
        (topic, fact, channel, "to", language, subject, text, html, state, carrier_id, failure,
         attempts)
    SELECT '{topic}', id::text, 'sms', payer, 'en', '', '', '', 'queued', '', '', 0
    FROM payments_payment WHERE id = {pending}
"""
TOLD_AGAIN = """
    INSERT INTO notifications_message
        (topic, fact, channel, "to", language, subject, text, html, state, carrier_id, failure,
         attempts)
    SELECT topic, fact, channel, "to", language, subject, text, html, 'queued', '', '', 0
    FROM notifications_message WHERE id = (SELECT min(id) FROM notifications_message)
"""
