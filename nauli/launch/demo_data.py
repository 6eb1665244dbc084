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
from nauli.launch.demo_stays import load_stays
from nauli.record.models import record

_STOCK = 1000
# Loaded twice, the same goods have the same ids: the second time they are seen to be there.
_SHOP = uuid.UUID("6f1d1f6e-6a3c-4f7e-9a55-0c2b7a9f4e11")

# Its number approves by itself at the sandbox, after a second.
_BUYER = ("Akello Grace", "grace.akello@nauli.example", "+256772123456")
# The sandbox is told that this handset waits for its owner to approve.
_WAITER = ("Okot Samuel", "samuel.okot@nauli.example", "+256782000111")

_GOODS = (
    (
        "Bugisu Arabica coffee, 500 g",
        "Washed beans from the slopes of Mount Elgon, medium roast; cocoa and orange.",
        "32000",
        "UGX",
    ),
    (
        "Mama Rose's groundnut paste, 1 kg",
        "Roasted and stone-ground in Lira; nothing but groundnuts and a little salt.",
        "18500",
        "UGX",
    ),
    (
        "West Nile honey, 700 g",
        "Raw forest honey from Arua, strained once and never heated.",
        "24000",
        "UGX",
    ),
    (
        "Kitenge cloth, 6 yards",
        "Wax print on heavy cotton, colours that keep; enough for a gomesi or two shirts.",
        "65000",
        "UGX",
    ),
    (
        "Solar lantern with phone charger",
        "Twelve hours of light from one day of sun; charges a phone as well; two-year warranty.",
        "89000",
        "UGX",
    ),
    (
        "Olubugo bark cloth, 1 m²",
        "Beaten from mutuba bark in Masaka, as it has been for six hundred years.",
        "55000",
        "UGX",
    ),
    (
        "Shea butter, unrefined, 250 g",
        "Whipped by hand by a women's cooperative in Tamale; for skin and hair.",
        "48.50",
        "GHS",
    ),
    (
        "Kente scarf, handwoven",
        "Woven on narrow looms in Bonwire, gold and green; 180 by 25 centimetres.",
        "210.00",
        "GHS",
    ),
    (
        "Dark chocolate, 72 % Ghana cocoa, 100 g",
        "From bean to bar in Accra; four things in it, and cocoa comes first.",
        "39.90",
        "GHS",
    ),
    (
        "Bolga basket, round, large",
        "Elephant grass, woven in Bolgatanga, with a leather handle; each one is different.",
        "165.00",
        "GHS",
    ),
    (
        "Djembe drum, 30 cm",
        "Carved from one piece of lenke wood, goatskin head, tuned and ready to play.",
        "149.00",
        "EUR",
    ),
    (
        "Sisal and leather market bag",
        "Dyed with plants, woven in Machakos, cut and stitched in Nairobi.",
        "42.75",
        "EUR",
    ),
    (
        "Yirgacheffe coffee, washed, 500 g",
        "Grown above 1,900 metres near Kochere, light roast; jasmine, lemon and black tea.",
        "780.00",
        "ETB",
    ),
    (
        "Netela shawl, handwoven cotton",
        "Two layers as light as gauze, woven in Dorze, with a tibeb border in green and gold.",
        "1450.50",
        "ETB",
    ),
)


@transaction.atomic
def load_demo(*, key: str) -> dict[str, object]:
    """Load all or nothing, once, and return what demo.json tells, with the "waiting_handset".

    What was sold out, changed or taken off sale since then stays so: it is the shop's data by now.
    Only goods, stays and scopes that an older release did not have yet are added.
    """
    ids = [uuid.uuid5(_SHOP, name) for name, *_ in _GOODS]
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
    for pk, (name, description, price, currency) in zip(ids, _GOODS, strict=True):
        Product.objects.get_or_create(
            pk=pk,
            defaults={
                "name": name,
                "description": description,
                "price_minor": Money.parse(price, currency).minor,
                "currency": currency,
                "stock": _STOCK,
            },
        )


def _make_key(key: str) -> None:
    known = keys.find(key)
    if known is not None:
        keys.grant(known, scopes=list(Scope))
        return
    with contextlib.suppress(Conflict):  # it was revoked, and a key that was revoked stays so
        keys.create("demo", scopes=list(Scope), key=key)
