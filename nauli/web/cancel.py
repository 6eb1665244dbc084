"""Cancel an order: first what would go back is shown, and only who has seen that cancels."""

from __future__ import annotations

from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from nauli.kit.errors import NauliError
from nauli.kit.money import Money
from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.payments.cancel import cancel_order
from nauli.refunds.cancel_booking import ReturnChanged, cancel_booking, money_back
from nauli.travel.models import Booking
from nauli.travel.there import today_there
from nauli.web.buy import seen_as
from nauli.web.link import find_order
from nauli.web.page import private_page
from nauli.web.story import Story, read_story
from nauli.web.words import in_words


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, link: UUID) -> HttpResponse:
    """Show what cancelling would do; a POST does it, if that is still what was shown."""
    story, error = read_story(find_order(link)), ""
    if request.method == "POST" and _may_end(story):
        try:
            _end(story, seen=request.POST.get("seen", ""))
            return HttpResponseRedirect(path_of(story.order), status=303)
        except NauliError as refusal:
            error = in_words(refusal)
        # It was refused for what has come since we looked: that is what has to be shown now.
        story = read_story(story.order)
    order, booking, may_end = story.order, story.booking, _may_end(story)
    if not may_end and not (order.status == Order.Status.PAID and booking is None):
        return HttpResponseRedirect(path_of(order))
    back = _goes_back(story)
    context = {
        "order": order,
        "booking": booking,
        "may_end": may_end,
        "paid": story.payment and story.payment.captured if order.paid_at else None,
        "back": back,
        "seen": _seen(back),
        "error": error,
        "path": path_of(order),
        "write_to": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    return render(request, "web/cancel.html", context, status=422 if error else 200)


def _may_end(story: Story) -> bool:
    booking = story.booking
    return story.order.status == Order.Status.OPEN or (
        booking is not None and booking.state == Booking.State.CONFIRMED
    )


def _goes_back(story: Story) -> Money | None:
    """Return what of its money goes back to who cancels a stay now; None where nothing was paid."""
    if story.booking is None or story.payment is None or story.payment.captured is None:
        return None
    at_the_place = Booking.objects.filter(pk=story.booking.pk).annotate(today=today_there())
    day = at_the_place.values_list("today", flat=True).get()
    return money_back(story.booking, story.payment, day=day)


def _seen(back: Money | None) -> str:
    """Return what goes back as a form carries it."""
    return seen_as(back) if back else "nothing"


def _end(story: Story, *, seen: str) -> None:
    """End what was shown as it was shown, and nothing that it has become since.

    An order that nobody had paid ends as one. Paid in between, it is left as it is: by its policy
    its guest might lose money that they were not told of.
    """
    order, back = story.order, _goes_back(story)
    if seen != _seen(back):
        raise ReturnChanged
    if story.booking is None or order.status == Order.Status.OPEN:
        cancel_order(order.pk)
    else:
        cancel_booking(story.booking.pk, shown=back or Money(0, order.currency))
