"""What a visitor means to buy, kept by their own browser: products and how many pieces of each.

No price is in it and no row of ours behind it. It is read as what a stranger sends: what does not
fit is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from nauli.orders.address import LENGTH, lengthened, shortened
from nauli.orders.place import MOST_PIECES

COOKIE = "cart"
# A cookie of 4 kB would hold more; a person who buys more kinds at once is a merchant.
MOST_KINDS = 40
_A_MONTH = 30 * 24 * 3600
_BETWEEN = "~"
_LINE = re.compile(rf"(?P<product>[A-Za-z0-9_-]{{{LENGTH}}})\.(?P<pieces>[1-9][0-9]{{0,4}})")

# Pieces per product, in the order in which they were put there.
Cart = Mapping[UUID, int]


def cart_of(request: HttpRequest) -> Cart:
    return read_cart(request.COOKIES.get(COOKIE, ""))


def read_cart(text: str) -> Cart:
    """Read "id.3~id.1". Of what is no line, or names a product again, nothing is taken."""
    cart: dict[UUID, int] = {}
    for part in text.split(_BETWEEN, MOST_KINDS)[:MOST_KINDS]:
        line = _LINE.fullmatch(part)
        if line is None or int(line["pieces"]) > MOST_PIECES:
            continue
        try:
            product = lengthened(line["product"])
        except ValueError:
            continue
        cart.setdefault(product, int(line["pieces"]))
    return cart


def write_cart(cart: Cart) -> str:
    return _BETWEEN.join(f"{shortened(product)}.{pieces}" for product, pieces in cart.items())


def with_pieces(cart: Cart, product: UUID, pieces: int) -> Cart:
    """Return the cart with so many pieces of the product: none takes it out.

    What would be too much of one thing is cut; what would be one thing too many is not put in.
    """
    changed = {**cart, product: min(pieces, MOST_PIECES)}
    kept = {id_: count for id_, count in changed.items() if count > 0}
    return kept if len(kept) <= MOST_KINDS else cart


def keep_cart(response: HttpResponse, cart: Cart) -> None:
    if not cart:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        write_cart(cart),
        max_age=_A_MONTH,
        secure=settings.LIVE,
        httponly=True,
        samesite="Lax",
    )
