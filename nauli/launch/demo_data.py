"""A small shop, loaded once: its goods and stays, two customers, and a key to try it with."""

from __future__ import annotations

import contextlib
import uuid

from django.db import transaction

from nauli.access import keys
from nauli.access.scopes import Scope
from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.kit.errors import Conflict
from nauli.kit.money import Money
from nauli.launch.demo_goods import GOODS, Good
from nauli.launch.demo_photos import missing, of_goods, texts_of
from nauli.launch.demo_stays import load_stays
from nauli.record.models import record

_STOCK = 1000
# Loaded twice, the same goods have the same ids: the second time they are seen to be there.
_SHOP = uuid.UUID("6f1d1f6e-6a3c-4f7e-9a55-0c2b7a9f4e11")

# Its number approves by itself at the sandbox, after a second.
_BUYER = ("Akello Grace", "grace.akello@nauli.example", "+256772123456")
# The sandbox is told that this handset waits for its owner to approve.
_WAITER = ("Okot Samuel", "samuel.okot@nauli.example", "+256782000111")


@transaction.atomic
def load_demo(*, key: str) -> dict[str, object]:
    """Load all or nothing, once, and return what demo.json tells, with the "waiting_handset".

    What was sold out, changed or taken off sale since then stays so: it is the shop's data by now.
    Only goods, stays, pictures and scopes that an older release did not have yet are added.
    """
    ids = [uuid.uuid5(_SHOP, good.name) for good in GOODS]
    _load_goods(ids)
    if _find(_BUYER) is None:
        for name, email, phone in (_BUYER, _WAITER):
            customer = Customer.objects.create(name=name, email=email, phone=phone)
            record("customer", customer.pk, after="added", reason="demo data")
    _make_key(key)
    goods = Product.objects.in_bulk(ids)
    return {
        "api_key": key,
        "customer": _find(_BUYER),
        "waiting_customer": _find(_WAITER),
        "waiting_handset": _WAITER[2],
        "products": [
            {"id": str(p.pk), "name": p.name, "price": str(p.price), "currency": p.currency}
            for p in (goods[pk] for pk in ids if pk in goods)
            if p.active
        ],
        "listings": [
            {
                "id": str(place.pk),
                "title": place.title,
                "price_per_night": str(place.price),
                "currency": place.currency,
                "units": place.units,
            }
            for place in load_stays()
        ],
    }


def _find(person: tuple[str, str, str]) -> int | None:
    """Return the customer's number, or None where it is not there (any more)."""
    _, email, phone = person
    rows = Customer.objects.filter(email=email, phone=phone).order_by("pk")
    return rows.values_list("pk", flat=True).first()


def _load_goods(ids: list[uuid.UUID]) -> None:
    known = Product.objects.in_bulk(ids)
    for pk, good in zip(ids, GOODS, strict=True):
        if pk not in known:
            _add(pk, good)
        elif found := missing("product", known[pk], of_goods(good.picture)):
            Product.objects.filter(pk=pk).update(**found)
            record("product", pk, after="changed", reason=", ".join(sorted(found)))


def _add(pk: uuid.UUID, good: Good) -> None:
    Product.objects.create(
        pk=pk,
        name=good.name,
        description=good.description,
        photos=of_goods(good.picture),
        photo_texts=texts_of(of_goods(good.picture)),
        price_minor=Money.parse(good.price, good.currency).minor,
        currency=good.currency,
        stock=_STOCK,
    )


def _make_key(key: str) -> None:
    known = keys.find(key)
    if known is not None:
        keys.grant(known, scopes=list(Scope))
        return
    with contextlib.suppress(Conflict):  # it was revoked, and a key that was revoked stays so
        keys.create("demo", scopes=list(Scope), key=key)
