"""The cart's page: what is in it, what each currency of it comes to, and how that is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nauli.catalog.models import Product
from nauli.kit.money import MOST_MINOR, Money
from nauli.orders.place import MOST_PIECES
from nauli.web.cart import Cart, cart_of, keep_cart, with_pieces
from nauli.web.page import private_page


@dataclass(frozen=True, slots=True)
class Piece:
    """So many pieces of a product in the cart."""

    product: Product
    pieces: int

    @property
    def total(self) -> Money:
        return self.product.price * self.pieces

    @property
    def left(self) -> int | None:
        """Return how many are left where that is fewer than wanted."""
        return self.product.stock if self.product.stock < self.pieces else None

    @property
    def can_be_had(self) -> bool:
        return self.product.active and self.left is None


@dataclass(frozen=True, slots=True)
class Pile:
    """What of the cart has one currency: one order, one payment."""

    currency: str
    lines: Sequence[Piece]

    @property
    def total(self) -> Money:
        return Money(sum(line.total.minor for line in self.lines), self.currency)

    @property
    def can_be_had(self) -> bool:
        return all(line.can_be_had for line in self.lines)


class ChangeForm(forms.Form):
    """What a button of the shop says of one product."""

    product = forms.UUIDField()
    pieces = forms.IntegerField(min_value=0, max_value=MOST_PIECES, required=False)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def cart(request: HttpRequest) -> HttpResponse:
    """Show the cart; a POST puts pieces in ("add") or says how many there shall be ("set")."""
    if request.method == "POST":
        return _change(request)
    return render(request, "web/cart.html", {"piles": piles_of(cart_of(request))})


def piles_of(of: Cart) -> list[Pile]:
    """Return what of the cart there is, by currency, each in the order in which it was put in."""
    products = Product.objects.in_bulk(list(of))
    by_currency: dict[str, list[Piece]] = {}
    for id_, pieces in of.items():
        product = products.get(id_)
        # What costs more than money can be is nobody's wish.
        if product and product.price_minor * pieces <= MOST_MINOR // len(of):
            by_currency.setdefault(product.currency, []).append(Piece(product, pieces))
    return [Pile(currency, lines) for currency, lines in by_currency.items()]


def _change(request: HttpRequest) -> HttpResponse:
    before, form = cart_of(request), ChangeForm(request.POST)
    response = HttpResponseRedirect(reverse("web:cart"), status=303)
    if form.is_valid():
        keep_cart(response, _changed(before, form, adds=request.POST.get("do") == "add"))
    return response


def _changed(before: Cart, form: ChangeForm, *, adds: bool) -> Cart:
    product: UUID = form.cleaned_data["product"]
    pieces: int | None = form.cleaned_data["pieces"]
    if adds:
        if not Product.objects.filter(pk=product, active=True).exists():
            return before
        return with_pieces(before, product, before.get(product, 0) + (pieces or 1))
    return with_pieces(before, product, pieces) if pieces is not None else before
