"""Make one order of one form, and ask for its money once, however often the form is sent.

Each form that is shown holds a key of its own. Whoever sends it first writes key, customer and
order in one transaction; everybody else who sends it, at once or after a crash, finds that order.
The money is asked for under a key that is made of the first: it goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import transaction

from nauli.customers.add import add_customer
from nauli.idempotency.claim import FORMS, Held, Ticket, answer, claim
from nauli.kit.errors import Conflict, NauliError
from nauli.kit.money import Money
from nauli.limits.count import Limit, count
from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.payments.cancel import cancel_payment
from nauli.payments.models import Payment
from nauli.payments.start import start_payment

logger = structlog.get_logger(__name__)

_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


class PriceChanged(Conflict):
    """The price is not the one that was shown."""


class TermsChanged(Conflict):
    """What goes back to who cancels is not what was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a form says of its sender. `phone` is E.164; `seen` is the price that it showed.

    `limits`: what its order counts for, should it be made.
    """

    key: str
    name: str
    phone: str
    email: str
    language: str
    method: str
    seen: str
    limits: Sequence[Limit]


def new_key() -> str:
    return secrets.token_urlsafe(16)


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def seen_as(total: Money) -> str:
    """Return an amount as a form carries it."""
    return f"{total.currency}.{total.minor}"


def buy(wish: Wish, place: Callable[[int], Order]) -> Order:
    """Return the order of the form's key, which `place` makes for a customer's number, once.

    Where it cannot be had, or costs something else by now, an error says so and nothing is written.
    """
    order = _order(wish, place)
    pay(order, key=wish.key, method=wish.method)
    return order


def pay(
    order: Order, *, key: str, method: str, phone: str = "", instead: UUID | None = None
) -> None:
    """Ask for the order's money, once per key. What came of it stands on the order's page.

    `instead`: the payment that the customer moves on from. It is named by the form and not found
    here: a form that is sent twice must not give up what it has begun itself.
    """
    ticket = Ticket(scope=FORMS, key=f"pay/{key}", fingerprint=_digest(str(order.pk)))
    try:
        if instead is not None:
            cancel_payment(instead)
        started = start_payment(order.pk, method=method, phone=phone, ticket=ticket)
    except NauliError as error:
        # The order stands, paid or not, or another has begun to pay it: its page says how it is.
        logger.info("form_not_charged", order=str(order.pk), problem=error.slug)
        return
    if started.payment is not None:
        _remember(started.held, started.payment.pk, order)


@transaction.atomic(durable=True)
def count_once(key: str, limits: Sequence[Limit]) -> None:
    """Count what a form asks for, or raise TooMany; sent again it has been counted already."""
    held = claim(Ticket(scope=FORMS, key=f"count/{key}", fingerprint=_digest("count")))
    if held.fresh:
        count(*limits)
        answer(held, status=204, body=b"")


def next_page(order: Order) -> str:
    """Return where its customer goes now: on to a gateway's page, or to the order's own."""
    live = Payment.objects.filter(order=order, state=Payment.State.PENDING).first()
    return path_of(order) + ("go/" if live and live.has_open_page else "")


@transaction.atomic(durable=True)
def _order(wish: Wish, place: Callable[[int], Order]) -> Order:
    # What else the form says is not compared: whoever corrects a name and sends it again means the
    # order that there is, and never a second one.
    key = f"checkout/{wish.key}"
    held = claim(Ticket(scope=FORMS, key=key, fingerprint=_digest("checkout")))
    if held.status is not None:
        return Order.objects.get(pk=json.loads(held.body)["id"])
    count(*wish.limits)
    customer = add_customer(
        name=wish.name, phone=wish.phone, email=wish.email, language=wish.language
    )
    order = place(customer.pk)
    if seen_as(order.total) != wish.seen:
        raise PriceChanged
    _remember(held, order.pk, order)
    return order


def _remember(held: Held, made: UUID, order: Order) -> None:
    """Store what the key has made: the order, or a payment of it."""
    answer(held, status=201, body=json.dumps({"id": str(made)}).encode(), location=path_of(order))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
