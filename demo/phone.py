"""The first part: an order is paid on a phone, by MoMo."""

from __future__ import annotations

import uuid

from goods import place_goods
from shown import Shown
from steps import HANDSET, approve, await_paid, charge, delivered, read_ledger, read_mail
from world import Json, World, end, until


def play_phone(world: World, demo: Json, customer: Json, shown: Shown) -> Json:
    """Have an order paid on a phone, by MoMo."""
    order = place_goods(world, demo, customer, shown, currency="UGX")
    key = str(uuid.uuid4())
    payment = charge(world, order["id"], shown, key=key)
    _charge_again(world, order, payment, shown, key=key)
    approve(world, payment, shown)
    order, payment = await_paid(world, payment, shown)
    seen: Json = {"order": order, "payment": payment}
    seen["ledger"] = read_ledger(world, payment, shown)
    seen["charge"] = world.get("/_sandbox/book", reference=payment["id"])["charges"][0]
    seen["mail"] = read_mail(world, order, customer, shown)
    seen["sms"], seen["messages"] = _read_sms(world, order, payment, customer, shown)
    return seen


def _charge_again(world: World, order: Json, payment: Json, shown: Shown, *, key: str) -> None:
    body = {"order": order["id"], "phone": HANDSET}
    with shown.step("The same request again, with the same key, charges nothing") as details:
        again = world.answer("/api/payments/charge/", body, key=key)
        if again.headers.get("Idempotent-Replayed") != "true" or again.json() != payment:
            end(f"The same key got another answer: {again.status_code} {again.text[:500]}")
        details.append("the same answer, byte for byte")


def _read_sms(
    world: World, order: Json, payment: Json, customer: Json, shown: Shown
) -> tuple[Json, list[Json]]:
    with shown.step("An SMS is sent") as details:
        sms: Json = until(
            lambda: next(
                (
                    one
                    for one in world.get("/_sandbox/sms", number=customer["phone"])["sms"]
                    if order["number"] in one["text"] or payment["reference"] in one["text"]
                ),
                None,
            ),
            "no SMS came",
        )
        details.append(f"to {sms['number']}: {sms['text']}")
    with shown.step("Its receipt says that it was delivered") as details:
        messages: list[Json] = until(
            lambda: delivered(world.get("/api/messages/", payment=payment["id"])["items"]),
            "no receipt came",
        )
        details += [f"{one['channel']}: {one['status']}" for one in messages]
    return sms, messages
