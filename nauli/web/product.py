"""One thing from the shop, and the form that puts it into the cart."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nauli.catalog.models import Product
from nauli.orders.place import MOST_PIECES
from nauli.web.cart import cart_of
from nauli.web.page import page

# From here on a number says something: buy soon.
FEW = 5


@page
@require_safe
def show(request: HttpRequest, product: UUID) -> HttpResponse:
    found = find_product(product)
    context = {
        "product": found,
        "most": min(found.stock, MOST_PIECES),
        "few": found.stock <= FEW,
        "wanted": cart_of(request).get(found.pk, 0),
    }
    return render(request, "web/product.html", context)


def find_product(number: UUID) -> Product:
    """Return a product that is for sale, or answer that there is no such page."""
    found = Product.objects.filter(pk=number, active=True).first()
    if found is None:
        raise Http404
    return found
