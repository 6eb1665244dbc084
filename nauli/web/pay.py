"""What a customer sees of their payment in a browser, by a link that nobody can guess."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nauli.gateways.contract import FAILURES
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
    """Show how the payment stands. While it is in doubt, the page asks again by itself."""
    found = _find(payment)
    waits = found.state == Payment.State.PENDING
    response = render(
        request,
        "web/payment.html",
        {
            "payment": found,
            "order": found.order,
            "amount": found.amount.spoken(),
            "failure": FAILURES.get(found.failure_code, ""),
            "waits": waits,
        },
    )
    if waits:
        response["Refresh"] = _REFRESH_SECONDS
    response["Referrer-Policy"] = "no-referrer"
    return response


def _find(payment: UUID) -> Payment:
    found = Payment.objects.select_related("order").filter(pk=payment).first()
    if found is None:
        raise Http404
    return found
