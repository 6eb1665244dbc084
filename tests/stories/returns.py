"""How stories of refunds end: here, in the ledger, at the gateway, and with the customer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tests.stories.shop import Json
from tests.stories.town import Town

_ROADS = {"succeeded": ("started", "done"), "failed": ("started", "failed")}


def until_returned(town: Town, refund: Mapping[str, Json], *, seconds: float = 20) -> Json:
    """Wait for a refund's end and return it."""

    def ended() -> Json:
        now = town.shop.refund_now(refund)
        return now if now["status"] != "pending" else None

    return town.eventually(ended, what="the refund's end", seconds=seconds)


def assert_returned(town: Town, payment: Mapping[str, Json], *amounts: str) -> None:
    """Assert that exactly these amounts of a payment have gone back, each once.

    Refunds that failed may stand between them; they have moved nothing in the end.
    """
    refunds = town.shop.refunds(payment)
    done = [refund for refund in refunds if refund["status"] == "succeeded"]
    assert [refund["amount"] for refund in done] == list(amounts)
    assert {refund["status"] for refund in refunds} <= {"succeeded", "failed"}
    now = town.shop.payment(payment)
    assert Decimal(now["returned"]) == sum(map(Decimal, amounts))
    back = town.outside.went_back()
    for refund in done:
        assert refund["failure"] is None
        assert back[refund["reference"]] == (Decimal(refund["amount"]), refund["currency"])
    for refund in refunds:
        _assert_booked(town, now, refund)


def _assert_booked(town: Town, payment: Mapping[str, Json], refund: Mapping[str, Json]) -> None:
    """Assert that its money lay apart while it was on its way, and where it lies since."""
    source, clearing = payment["booked_to"], f"clearing:{payment['method']}"
    end = clearing if refund["status"] == "succeeded" else source
    started, ended = (f"refund/{refund['reference']}/{word}" for word in _ROADS[refund["status"]])
    amount = refund["amount"]
    lines = town.shop.ledger(payment)
    assert [
        (line["transfer"], line["account"], line["debit"], line["credit"])
        for line in lines
        if line["transfer"].startswith(f"refund/{refund['reference']}/")
    ] == [
        (started, source, amount, None),
        (started, "refunds", None, amount),
        (ended, "refunds", amount, None),
        (ended, end, None, amount),
    ]
