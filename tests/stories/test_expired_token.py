"""The gateway's token ends before its time, with a request on its way."""

from __future__ import annotations

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_EXCHANGES = """
    SELECT operation, status FROM payments_exchange WHERE payment_id = %s ORDER BY id
"""


def _said(town: Town, payment: Json, *operations: str) -> list[tuple[str, int]]:
    return [row for row in town.rows(_EXCHANGES, payment["id"]) if row[0] in operations]


def test_between_two_charges(asking_town: Town) -> None:
    """Of three charges at two web processes, one at least meets a process with a dead token."""
    shop, outside = asking_town.shop, asking_town.outside
    payments = []
    for _ in range(3):
        order = shop.place(shop.add_customer(), shop.add_product("3300", "UGX"))
        payments.append(shop.charge(order))
        outside.end_tokens()
    refused = [("requesttopay", 401), ("token", 200), ("requesttopay", 202)]
    heard = [_said(asking_town, payment, "requesttopay", "token")[:3] for payment in payments]
    assert refused in heard

    for payment in payments:
        until_ended(asking_town, payment)
        assert_paid(asking_town, payment)
        assert_told(asking_town, payment, "payment_succeeded")
        taken = [status for _, status in _said(asking_town, payment, "requesttopay")]
        assert taken in ([202], [401, 202])
        assert [charge["asked"] for charge in outside.charges_for({"id": payment["order"]})] == [1]
    assert_at_peace(asking_town)


def test_no_token_is_taken_for_a_while(asking_town: Town) -> None:
    """Whatever token a look brings, it is told 401. That is ours to mend, and never a decline."""
    shop, outside = asking_town.shop, asking_town.outside
    customer = shop.add_customer()
    outside.make_wait(customer["phone"])
    payment = shop.charge(shop.place(customer, shop.add_product("3400", "UGX")))
    match = {"payer": customer["phone"]}
    outside.fault("momo.status", "error_before", status=401, times=4, match=match)
    asking_town.eventually(
        lambda: outside.struck("momo.status", **match) == 4, what="two looks with two tokens each"
    )
    assert shop.payment(payment)["status"] == "pending"
    assert (shop.ledger(payment), shop.told(payment), shop.cases(payment)) == ([], [], [])

    outside.end_tokens()
    outside.approve(payment)
    until_ended(asking_town, payment)
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    assert_at_peace(asking_town)
