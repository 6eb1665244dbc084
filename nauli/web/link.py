"""An order's link in the address of a page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from nauli.orders.address import LENGTH, lengthened, shortened
from nauli.orders.models import Order


class LinkConverter:
    """Reads 22 letters as the order's link; others are no address of ours."""

    regex = f"[A-Za-z0-9_-]{{{LENGTH}}}"

    def to_python(self, text: str) -> UUID:
        return lengthened(text)

    def to_url(self, link: UUID) -> str:
        return shortened(link)


def find_order(link: UUID) -> Order:
    """Return the order behind a link, with its customer, or answer that there is no such page."""
    found = Order.objects.select_related("customer").filter(link=link).first()
    if found is None:
        raise Http404
    return found
