"""Addresses that bear a payment's number: where a gateway's page leads its visitor back to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from nauli.orders.address import path_of
from nauli.payments.look import ask_soon
from nauli.payments.models import Payment
from nauli.web.page import private_page


@private_page
@require_safe
def came_back(_: HttpRequest, payment: UUID) -> HttpResponse:
    """Take a visitor from the gateway's page, have the gateway asked, and lead them on.

    That somebody came back says nothing: whoever knows the address may open it.
    """
    found = _find(payment)
    if not found.confirmed_success:
        ask_soon(found)
    return HttpResponseRedirect(found.return_url or path_of(found.order))


@private_page
@require_safe
def show(_: HttpRequest, payment: UUID) -> HttpResponse:
    """Lead to the order's page, which says how the payment stands."""
    return HttpResponseRedirect(path_of(_find(payment).order))


def _find(payment: UUID) -> Payment:
    found = Payment.objects.select_related("order").filter(pk=payment).first()
    if found is None:
        raise Http404
    return found
