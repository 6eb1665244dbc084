"""How every story has to end: the books here and outside agree, and nothing is left to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from tests.stories.shop import Json
from tests.stories.town import Town

# Whatever somebody still has to do, with the word for it. A receipt for what a killed worker had
# sent names a message that nobody knows of; it waits for two days, and nobody waits for it.
_UNDONE = """
    SELECT 'an event', count(*) FROM webhooks_event WHERE state = 'received'
    UNION ALL SELECT 'a message', count(*) FROM notifications_message WHERE state = 'queued'
    UNION ALL SELECT 'a receipt', count(*) FROM notifications_receipt WHERE processed_at IS NULL
        AND carrier_id IN (SELECT carrier_id FROM notifications_message)
    UNION ALL SELECT 'a refund', count(*) FROM refunds_refund WHERE state = 'pending'
    UNION ALL SELECT 'an SMS without its receipt', count(*) FROM notifications_message
        WHERE state = 'sent' AND channel = 'sms'
"""
_LINES = """
    SELECT t.key, count(*), sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END)
    FROM ledger_transfer t JOIN ledger_entry e ON e.transfer_id = t.id GROUP BY t.key
"""
# What has to stand in the books: what came, and every move of a refund.
_CAUSES = """
    SELECT 'payment/' || reference FROM payments_payment WHERE booked_to <> ''
    UNION ALL SELECT 'reversal/' || reference FROM payments_payment
        WHERE state = 'reversed' AND returned_minor < captured_minor
    UNION ALL SELECT 'refund/' || r.reference || CASE c.after
            WHEN 'pending' THEN '/started' WHEN 'succeeded' THEN '/done' ELSE '/failed' END
        FROM refunds_refund r
        JOIN record_change c ON c.subject = 'refund' AND c.subject_id = r.id::text
"""
_ON_ITS_WAY = """
    SELECT currency FROM ledger_entry WHERE account = 'refunds' GROUP BY currency
    HAVING sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END) <> 0
"""
# The states of payments whose money came; what of it went back stands in refunds.
_CAME = ("succeeded", "set_aside", "reversed")
_CUT_OFF = "SELECT count(*) FROM payments_exchange WHERE ended_at IS NULL"
_PHONES = "SELECT phone FROM customers_customer UNION SELECT payer FROM payments_payment"


def until_ended(town: Town, payment: Mapping[str, Json], *, seconds: float = 20) -> Json:
    """Wait for a payment's end and return it."""

    def ended() -> Json:
        now = town.shop.payment(payment)
        return now if now["status"] != "pending" else None

    return town.eventually(ended, what="the payment's end", seconds=seconds)


def assert_paid(town: Town, payment: Mapping[str, Json]) -> None:
    """Assert that the payment succeeded, pays its order, and stands in the ledger once."""
    now = town.shop.payment(payment)
    assert (now["status"], now["failure"]) == ("succeeded", None)
    order = town.shop.order({"id": payment["order"]})
    assert (order["status"], order["total"]) == ("paid", payment["amount"])
    _assert_booked(town, payment, "orders", payment["amount"], payment["currency"])
    assert _came(town, payment) == (Decimal(payment["amount"]), payment["currency"])


def assert_unapplied(town: Town, payment: Mapping[str, Json]) -> None:
    """Assert that the money came, pays nothing, lies in its own account, and waits for a person."""
    now = town.shop.payment(payment)
    assert (now["status"], now["failure"]) == ("succeeded", None)
    _assert_booked(town, payment, "unapplied", payment["amount"], payment["currency"])
    _assert_one_case(town, payment, "unapplied", payment["amount"], payment["currency"])
    assert _came(town, payment) == (Decimal(payment["amount"]), payment["currency"])


def assert_set_aside(town: Town, payment: Mapping[str, Json], amount: str, currency: str) -> None:
    """Assert that what was told lies in suspense, pays nothing, and waits for a person."""
    assert town.shop.payment(payment)["status"] == "set_aside"
    _assert_booked(town, payment, "suspense", amount, currency)
    _assert_one_case(town, payment, "mismatch", amount, currency)
    assert {message["topic"] for message in town.shop.told(payment)} == {"payment_set_aside"}


def _assert_booked(
    town: Town, payment: Mapping[str, Json], account: str, amount: str, currency: str
) -> None:
    # What went back of it later stands in transfers of its own.
    first = f"payment/{payment['reference']}"
    lines = [line for line in town.shop.ledger(payment) if line["transfer"] == first]
    assert [(line["account"], line["debit"], line["credit"]) for line in lines] == [
        (f"clearing:{payment['method']}", amount, None),
        (account, None, amount),
    ]
    assert {line["currency"] for line in lines} == {currency}


def _assert_one_case(
    town: Town, payment: Mapping[str, Json], kind: str, amount: str, currency: str
) -> None:
    (case,) = town.shop.cases(payment)
    assert (case["kind"], case["status"], case["order"]) == (kind, "open", payment["order"])
    assert (case["amount"], case["currency"]) == (amount, currency)


def assert_told(town: Town, payment: Mapping[str, Json], *topics: str) -> None:
    """Assert that the customer got, for each topic, one e-mail and one SMS, which arrived."""
    ends = (("email", "sent"), ("sms", "delivered"))
    wanted = Counter((topic, *end) for topic in topics for end in ends)

    def states() -> Counter[tuple[str, str, str]]:
        told = town.shop.told(payment)
        return Counter((one["topic"], one["channel"], one["status"]) for one in told)

    town.eventually(lambda: states() == wanted, what=f"{wanted}, but {states()}")
    facts = [payment, *town.shop.refunds(payment)]
    # The carrier knows that its receipt was taken a moment after the receipt has had its effect.
    town.eventually(lambda: _receipts(town, facts) <= {"delivered"}, what="all receipts")
    to = {message["channel"]: message["to"] for message in town.shop.told(payment)}
    texts = town.outside.sms_about(*facts)
    assert len({sms["text"] for sms in texts}) == len(texts) == len(topics)
    assert [(sms["number"], len(sms["receipts"])) for sms in texts] == [(to["sms"], 2)] * len(texts)
    mails = town.outside.mail_about(*facts)
    assert len({mail["text"] for mail in mails}) == len(mails) == len(topics)
    for mail in mails:
        assert mail["to"] == [to["email"]]
        assert any(fact["reference"] in mail["html"] for fact in facts)


def _receipts(town: Town, facts: Sequence[Mapping[str, Json]]) -> set[str]:
    texts = town.outside.sms_about(*facts)
    return {receipt["state"] for sms in texts for receipt in sms["receipts"]}


def assert_at_peace(town: Town, *, sms_copies: int = 1) -> None:
    """Assert what must be true after every story, of everything that ever happened in the town.

    `sms_copies`: how often an SMS may have gone out where a worker died between send and record.
    """
    town.eventually(lambda: not _undone(town), what=f"an end of all work, but {_undone(town)}")
    _assert_books_agree(town)
    _assert_everything_told_once(town, sms_copies=sms_copies)
    # What has no answer yet may be asked about this very moment.
    town.eventually(
        lambda: town.rows(_CUT_OFF) == [(town.cut_off,)], what="the end of every request"
    )
    assert town.violations() == []
    town.eventually(lambda: _is_ready_and_idle(town), what="nothing overdue")
    _assert_logs_clean(town)


def _undone(town: Town) -> dict[str, int]:
    return {what: count for what, count in town.rows(_UNDONE) if count}


def _is_ready_and_idle(town: Town) -> bool:
    ready = town.shop.get("/readyz")
    assert ready["status"] == "ready"
    return bool(ready["oldest_overdue_seconds"] == 0)


def _assert_books_agree(town: Town) -> None:
    """Assert that money which moved there and payments that succeeded here are the same things.

    What was set aside was told wrongly: it moved as it was asked for, and lies in suspense as told.
    """
    came = [payment for state in _CAME for payment in town.shop.all_of("payments", state)]
    came += [
        payment
        for payment in town.shop.all_of("payments", "failed")
        if payment["failure"]["code"] == "taken_back"  # it was gone before we heard of it
    ]
    assert {_name(payment): _amount(payment) for payment in came} == town.outside.came()
    returned = town.shop.all_of("refunds", "succeeded")
    assert {one["reference"]: _amount(one) for one in returned} == town.outside.went_back()
    transfers = {key: (lines, balance) for key, lines, balance in town.rows(_LINES)}
    assert transfers == {key: (2, 0) for (key,) in town.rows(_CAUSES)}
    # Nothing is on its way back, so that nothing lies where money lies on its way.
    assert town.rows(_ON_ITS_WAY) == []
    _assert_unapplied_waits(town)


def _name(payment: Mapping[str, Json]) -> str:
    """Return what the payment's gateway knows it by."""
    own = "reference" if payment["method"] == "chapa" else "provider_reference"
    return str(payment[own])


def _amount(row: Mapping[str, Json]) -> tuple[Decimal, str]:
    return Decimal(row["amount"]), row["currency"]


def _came(town: Town, payment: Mapping[str, Json]) -> tuple[Decimal, str]:
    return town.outside.came()[_name(payment)]


def _assert_unapplied_waits(town: Town) -> None:
    """Assert that money which pays nothing is a case, and that no other payment is one."""
    unspent = town.rows("SELECT reference FROM payments_payment WHERE booked_to = 'unapplied'")
    cases = town.rows("SELECT fact FROM cases_case WHERE kind = 'unapplied'")
    assert sorted(unspent) == sorted(cases)


def _assert_everything_told_once(town: Town, *, sms_copies: int) -> None:
    told = Counter(channel for (channel,) in town.rows("SELECT channel FROM notifications_message"))
    texts = Counter((sms["number"], sms["text"]) for sms in town.outside.see("sms")["sms"])
    mails = Counter((mail["to"][0], mail["text"]) for mail in town.outside.see("mail")["mail"])
    assert (len(texts), len(mails)) == (told["sms"], told["email"])
    assert max(texts.values(), default=0) <= sms_copies
    assert max(mails.values(), default=0) <= 1


def _assert_logs_clean(town: Town) -> None:
    # Also without its country code a number is a number.
    words = town.secrets() | {phone[-9:] for (phone,) in town.rows(_PHONES)} | {"Traceback"}
    for name, text in town.logs().items():
        found = [
            line
            for line in text.splitlines()
            # Celery cries out with a trace where the broker goes with a bell's answer on its way.
            if any(word in line for word in words) and "Couldn't ack" not in line
        ]
        assert found == [], f"{name} says too much"
