"""An order's page, behind a link that nobody can guess: what it is, how it stands, what to do."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.travel.models import Booking
from nauli.web import told
from nauli.web.again import offer
from nauli.web.link import find_order
from nauli.web.page import private_page
from nauli.web.standing import standing
from nauli.web.story import Story, read_story

# How often a page asks again: while it waits for news, and while somebody may yet pay the order.
_SOON_SECONDS, _LATER_SECONDS = 3, 20


@private_page
@require_safe
def show(request: HttpRequest, link: UUID) -> HttpResponse:
    """Show the order. A page that asks whether anything is new (`seen`) is told of news alone."""
    story = read_story(find_order(link))
    if "HX-Request" in request.headers and request.GET.get("seen") == story.mark:
        return HttpResponse(status=204)
    return render(request, "web/order.html", _shown(story))


@private_page
@require_safe
def go(request: HttpRequest, link: UUID) -> HttpResponse:
    """Lead on to the page where the order is paid now: not even a form of ours may lead elsewhere.

    A browser lets a form lead to its own site only, also over redirects.
    """
    order = find_order(link)
    live = order.payments.filter(state=Payment.State.PENDING).exclude(checkout_url="").first()
    if live is None or not live.has_open_page or order.status != Order.Status.OPEN:
        return HttpResponseRedirect(path_of(order))
    response = render(request, "web/go.html", {"order": order, "url": live.checkout_url})
    response["Refresh"] = f"0; url={live.checkout_url}"
    return response


def _shown(story: Story) -> dict[str, object]:
    order, booking, payment = story.order, story.booking, story.payment
    offered = offer(story) if story.may_be_paid and not story.waits else {}
    return {
        **offered,
        "order": order,
        "story": story,
        "booking": booking,
        "payment": payment,
        "said": standing(story),
        "lines": [(line, line.total(order.currency)) for line in story.lines],
        "path": path_of(order),
        "refresh": _refresh(story),
        "has_page": story.is_checked and payment and payment.has_open_page,
        "messages": told.messages(story),
        "money_back": told.money_back(story),
        "given_up": told.given_up(story),
        "may_be_cancelled": order.status == Order.Status.OPEN
        or (booking is not None and booking.state == Booking.State.CONFIRMED),
    }


def _refresh(story: Story) -> int:
    """Return after how many seconds the page asks again, or 0 where nothing is to be expected."""
    if story.waits:
        return _SOON_SECONDS
    return _LATER_SECONDS if story.may_be_paid else 0
