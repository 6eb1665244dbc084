"""The steps that several parts of the tour have: from the prompt on a phone to the books."""

from __future__ import annotations

import json

from shown import Shown, money
from world import Json, World, end, until

# The customer's handset: the sandbox is told that it waits for its owner to approve.
HANDSET = "+256782000111"


def charge(world: World, order: str, shown: Shown, *, key: str) -> Json:
    """Charge an order by MoMo: from now on its payer's phone asks."""
    with shown.step("It is charged by mobile money") as details:
        world.post("/_sandbox/momo/handsets", {"msisdn": HANDSET.lstrip("+"), "waits": True})
        body = {"order": order, "phone": HANDSET}
        payment = world.post("/api/payments/charge/", body, key=key)
        details.append(f"201 {payment['status']}: {payment['reference']}, asked at {HANDSET}")
    return payment


def approve(world: World, payment: Json, shown: Shown) -> None:
    with shown.step("The customer's phone asks, and its owner approves") as details:
        prompt: Json = until(
            lambda: next(
                (
                    one
                    for one in world.get("/_sandbox/momo/prompts")["prompts"]
                    if one["reference"] == payment["id"]
                ),
                None,
            ),
            "the phone was not asked",
        )
        details.append(f"{money(prompt['amount'], prompt['currency'])}: {prompt['message']}")
        world.post(f"/_sandbox/momo/prompts/{prompt['reference']}/approve")


def await_paid(world: World, payment: Json, shown: Shown) -> tuple[Json, Json]:
    with shown.step("The order is paid") as details:
        payment = until(
            lambda: when(world.get(f"/api/payments/{payment['id']}/"), status="succeeded"),
            "the payment did not succeed",
        )
        order = world.get(f"/api/orders/{payment['order']}/")
        if order["status"] != "paid":
            end(f"The payment succeeded, and the order is {order['status']}.")
        details.append(f"payment {payment['reference']} succeeded, order {order['number']} is paid")
    return order, payment


def read_ledger(world: World, payment: Json, shown: Shown, *, refunds: int = 0) -> list[Json]:
    """Read a payment's two lines, and four for each refund that has gone back."""
    title = "The ledger holds it, twice" + (", and its way back" if refunds else "")
    with shown.step(title) as details:
        lines: list[Json] = world.get("/api/ledger/", reference=payment["reference"])["items"]
        wanted = 2 + 4 * refunds
        if len(lines) != wanted:
            end(f"The ledger has {len(lines)} lines for this payment, not {wanted}.")
        details += [
            f"{line['account']:<24} "
            + ("debit  " if line["debit"] else "credit ")
            + money(line["debit"] or line["credit"], line["currency"])
            for line in lines
        ]
    return lines


def read_mail(world: World, order: Json, customer: Json, shown: Shown) -> Json:
    with shown.step("An e-mail arrives") as details:
        mail: Json = until(
            lambda: next(
                (
                    one
                    for one in world.get("/_sandbox/mail", to=customer["email"])["mail"]
                    if order["number"] in json.dumps(one)
                ),
                None,
            ),
            "no e-mail came",
        )
        details.append(f"to {', '.join(mail['to'])}: {mail['subject']}")
    return mail


def read_news(world: World, payment: Json, shown: Shown, *, facts: int) -> list[Json]:
    with shown.step("The customer is told") as details:
        messages: list[Json] = until(
            lambda: delivered(
                world.get("/api/messages/", payment=payment["id"])["items"], facts=facts
            ),
            f"not all news of {payment['reference']} had arrived",
        )
        details += [f"{one['topic']} by {one['channel']}: {one['status']}" for one in messages]
    return messages


def delivered(messages: list[Json], *, facts: int = 1) -> list[Json] | None:
    """Return the messages of so many facts once each has come as far as its channel can tell."""
    ends = {"sms": "delivered", "email": "sent"}
    done = len(messages) == facts * len(ends) and all(
        one["status"] == ends[one["channel"]] for one in messages
    )
    return messages if done else None


def when(found: Json, *, status: str) -> Json | None:
    return found if found["status"] == status else None
