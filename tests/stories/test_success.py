"""An order is placed, paid by mobile money, written in the books, and the customer is told."""

from __future__ import annotations

import pytest

from tests.stories.ends import assert_at_peace, assert_paid, assert_told, until_ended
from tests.stories.town import Town

pytestmark = pytest.mark.story


@pytest.mark.parametrize(
    ("price", "currency", "total", "spoken"),
    [
        ("12500", "UGX", "25000", "UGX 25,000"),
        ("1234.55", "EUR", "2469.10", "EUR 2,469.10"),
        ("0.50", "GHS", "1.00", "GHS 1.00"),
    ],
)
def test_paid_by_itself(
    told_town: Town, price: str, currency: str, total: str, spoken: str
) -> None:
    shop, outside = told_town.shop, told_town.outside
    product = shop.add_product(price, currency, stock=5)
    order = shop.place(shop.add_customer(), product, 2)
    assert (order["status"], order["total"], order["currency"]) == ("open", total, currency)
    assert order["items"][0]["name"] == "Mama Rose's tea"

    payment = shop.charge(order)
    assert (payment["amount"], payment["currency"]) == (total, currency)
    assert until_ended(told_town, payment)["status"] == "succeeded"

    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert shop.stock(product) == 3
    # Nobody but the gateway's own callback made us ask, and we asked once.
    told_town.eventually(
        lambda: [told["state"] for told in outside.charge(payment)["callbacks"]] == ["delivered"],
        what="the callback",
    )
    charge = outside.charge(payment)
    assert (charge["asked"], charge["looks"]) == (1, 1)
    (sms,) = outside.sms_about(payment)
    assert f"we received {spoken} for order {order['number']}" in sms["text"]
    (mail,) = outside.mail_about(payment)
    assert mail["subject"] == f"Mama Rose's: order {order['number']} is paid"
    assert spoken in mail["text"]
    assert_at_peace(told_town)


def test_the_customer_reads_french(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    order = shop.place(shop.add_customer(language="fr"), shop.add_product("9000", "UGX"))
    payment = shop.charge(order)
    until_ended(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert "Merci" in outside.sms_about(payment)[0]["text"]
    assert_at_peace(told_town)
