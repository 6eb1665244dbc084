"""The second part: an order is paid on Chapa's page, and all of it returned."""

from __future__ import annotations

import uuid

from goods import place_goods
from shown import Shown, money
from steps import await_paid, read_ledger, read_news, when
from world import Form, Json, World, end, until


def play_page(world: World, demo: Json, customer: Json, shown: Shown) -> Json:
    """Have an order paid on Chapa's page, and all of it returned."""
    order = place_goods(world, demo, customer, shown, currency="ETB")
    payment = _open_checkout(world, order, shown)
    _pay_on_page(world, payment, shown)
    order, payment = await_paid(world, payment, shown)
    refund = _refund(world, payment, shown)
    seen: Json = {"order": order, "refund": refund}
    seen["messages"] = read_news(world, payment, shown, facts=2)
    seen["ledger"] = read_ledger(world, payment, shown, refunds=1)
    seen["payment"] = world.get(f"/api/payments/{payment['id']}/")
    return seen


def _open_checkout(world: World, order: Json, shown: Shown) -> Json:
    body = {"order": order["id"], "method": "chapa"}
    with shown.step("It is charged through Chapa, which has a page for it") as details:
        payment = world.post("/api/payments/charge/", body, key=str(uuid.uuid4()))
        if not payment["checkout_url"]:
            end(f"The charge told no page: {payment}")
        details.append(f"201 {payment['status']}: {payment['reference']}")
        details.append(payment["checkout_url"])
    return payment


def _pay_on_page(world: World, payment: Json, shown: Shown) -> None:
    with shown.step("The customer opens the page, pays, and comes back") as details:
        page = world.visit(payment["checkout_url"])
        form = {**Form(page.text).fields, "do": "pay"}
        back = world.visit(page.url, form)
        # They come back by the payment's address, which leads on to the page of its order.
        if not any(payment["id"] in led.url for led in back.history) or "/o/" not in back.url:
            end(f"After paying, the browser stands at {back.url}.")
        details.append(f"by {form['method']} from {form['phone']}")
        details.append(f"back at {back.url}")


def _refund(world: World, payment: Json, shown: Shown) -> Json:
    # Chapa returns nothing that was paid in test mode, and the sandbox does as Chapa does.
    world.post("/_sandbox/settings", {"chapa_test_refunds": True})
    path, body = f"/api/payments/{payment['id']}/refunds/", {"reason": "It did not fit"}
    with shown.step("All of it is to go back") as details:
        refund = world.post(path, body, key=str(uuid.uuid4()))
        amount = money(refund["amount"], refund["currency"])
        details.append(f"201 {refund['status']}: {refund['reference']} over {amount}")
    with shown.step("Chapa says that it has gone back") as details:
        refund = until(
            lambda: when(world.get(f"/api/refunds/{refund['id']}/"), status="succeeded"),
            "the refund did not succeed",
        )
        details.append(f"{refund['reference']} {refund['status']}")
    return refund
