"""What a customer sees of their payment in a browser, by a link that nobody can guess."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nauli.gateways.contract import FAILURES
from nauli.kit.money import Money
from nauli.orders.models import Order
from nauli.payments.look import ask_soon
from nauli.payments.models import Payment

# How often a page that waits asks again, in seconds.
_REFRESH_SECONDS = "3"


@never_cache
@require_safe
def came_back(_: HttpRequest, payment: UUID) -> HttpResponse:
    """Take a visitor from the gateway's page, have the gateway asked, and lead them on.

    That somebody came back says nothing: whoever knows the address may open it.
    """
    found = _find(payment)
    if not found.confirmed_success:
        ask_soon(found)
    return HttpResponseRedirect(found.return_url or f"/pay/{found.pk}/")


@never_cache
@require_safe
def show(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Show how the payment stands. While that may change soon, the page asks again by itself."""
    found = _find(payment)
    standing = _standing(found)
    waits = standing == "checking" or _page_is_open(found)
    response = render(
        request,
        "web/payment.html",
        {
            "payment": found,
            "order": found.order,
            "merchant": settings.MERCHANT_NAME,
            "standing": standing,
            "amount": found.amount.spoken(),
            "returned": _returned(found),
            "failure": FAILURES.get(found.failure_code, ""),
            "waits": waits,
        },
    )
    if waits:
        response["Refresh"] = _REFRESH_SECONDS
    response["Referrer-Policy"] = "no-referrer"
    return response


def _standing(payment: Payment) -> str:
    """Return the payment's state, or "checking" while the gateway has yet to say how it ended.

    A gateway's page lets its visitor try again after a failure: who comes back from there may have
    paid just now, and must not read that nothing was taken.
    """
    failed = payment.state == Payment.State.FAILED
    if payment.state == Payment.State.PENDING or (failed and payment.news_since_looked):
        return "checking"
    return payment.state


def _page_is_open(payment: Payment) -> bool:
    """Say whether a failure may not be the end: somebody may try again on the gateway's page."""
    failed = payment.state == Payment.State.FAILED
    return failed and payment.has_open_page and payment.order.status == Order.Status.OPEN


def _returned(payment: Payment) -> str:
    if not payment.returned_minor:
        return ""
    return Money(payment.returned_minor, payment.captured_currency).spoken()


def _find(payment: UUID) -> Payment:
    found = Payment.objects.select_related("order").filter(pk=payment).first()
    if found is None:
        raise Http404
    return found
