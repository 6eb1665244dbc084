"""An order for the first things of the shop that cost this currency."""

from __future__ import annotations

from shown import Shown, money
from world import Json, World


def place_goods(world: World, demo: Json, customer: Json, shown: Shown, *, currency: str) -> Json:
    with shown.step(f"An order is placed, in {currency}") as details:
        goods = [product for product in demo["products"] if product["currency"] == currency][:2]
        items = [{"product": one["id"], "quantity": 2 - at} for at, one in enumerate(goods)]
        order = world.post("/api/orders/", {"customer": customer["id"], "items": items})
        details.append(f"{order['number']} for {customer['name']}")
        details += [
            f"{line['quantity']} x {line['name']}: {money(line['total'], order['currency'])}"
            for line in order["items"]
        ]
        details.append(f"total {money(order['total'], order['currency'])}")
    return order
