"""Addresses that bear a payment's number: where a gateway's page leads its visitor back to.

A payment's number is no secret: gateways, merchants and logs know it. It opens nothing by itself.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nauli.orders.address import path_of
from nauli.payments.look import ask_soon
from nauli.payments.models import Payment
from nauli.payments.return_url import is_way_back
from nauli.web.page import private_page


@private_page
@require_safe
def came_back(request: HttpRequest, payment: UUID, token: str) -> HttpResponse:
    """Take a visitor from the gateway's page, have the gateway asked, and lead them on.

    That somebody came back says nothing: whoever is shown the address may open it.
    """
    if not is_way_back(payment, token):
        return _thank(request)
    found = Payment.objects.select_related("order").filter(pk=payment).first()
    if found is None:
        raise Http404
    if not found.confirmed_success:
        ask_soon(found)
    return HttpResponseRedirect(found.return_url or path_of(found.order))


@private_page
@require_safe
def show(request: HttpRequest, /, **_: object) -> HttpResponse:
    """Tell whoever has only a payment's number what tells them more."""
    return _thank(request)


def _thank(request: HttpRequest) -> HttpResponse:
    """Say what is true of every payment, so that nobody learns which ones there are."""
    return render(request, "web/thanks.html")
