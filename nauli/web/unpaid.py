"""The way back to an order that waits for its money, for whoever left the gateway's page.

The browser that made it keeps its link for about as long as the order is held, and pages of the
shop lead to it: else whoever goes back finds an empty cart, or their own nights taken.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from nauli.orders.address import lengthened, path_of, shortened
from nauli.orders.models import Order

COOKIE = "unpaid"


def remember(order: Order, response: HttpResponse) -> HttpResponse:
    """Have the visitor's browser keep the order's link."""
    seconds = max(settings.ORDER_LIFETIME_SECONDS, settings.BOOKING_HOLD_SECONDS)
    response.set_cookie(
        COOKIE,
        shortened(order.link),
        max_age=seconds,
        secure=settings.LIVE,
        httponly=True,
        samesite="Lax",
    )
    return response


def unpaid_of(request: HttpRequest) -> dict[str, object]:
    """Return what a page shows of the order that waits for its money, if there is one."""
    try:
        link = lengthened(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return {}
    order = Order.objects.filter(link=link, status=Order.Status.OPEN).first()
    return {"number": order.number, "total": order.total, "path": path_of(order)} if order else {}
