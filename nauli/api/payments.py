"""Payments: charged once per key, asked about as often as anybody likes."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import Strict as StrictType

from nauli.access.scopes import Scope
from nauli.api.answers import json_answer, made, replay, ticket
from nauli.api.auth import Bearer, key_of
from nauli.api.body import Strict
from nauli.api.document import needs_key
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.api.payment_shapes import PaymentOut, payment_shape
from nauli.payments.cancel import cancel_payment
from nauli.payments.errors import UnknownPayment
from nauli.payments.look import look
from nauli.payments.models import Payment
from nauli.payments.start import start_payment

router = Router(tags=["payments"])


class ChargeIn(Strict):
    order: Annotated[UUID, StrictType(False)]
    method: str = Field(default="momo", description="momo, or chapa")
    phone: str = Field(default="", description="The customer's own phone where it is left out")
    return_url: str = Field(
        default="",
        description="Where a customer who pays on a gateway's page goes from there; our own page"
        " where it is left out",
    )


class PaymentPage(Schema):
    items: list[PaymentOut]
    next: str | None


@router.post(
    "/charge/",
    auth=Bearer(Scope.PAYMENTS),
    response={201: PaymentOut},
    openapi_extra=needs_key(required=True),
)
def charge(request: HttpRequest, body: ChargeIn) -> HttpResponse:
    """Ask the customer for an order's total. Needs an Idempotency-Key; see docs/idempotency.md."""
    started = start_payment(
        body.order,
        method=body.method,
        phone=body.phone,
        return_url=body.return_url,
        ticket=ticket(request, key_of(request), body),
    )
    if started.payment is None:
        return replay(started.held)
    location = f"/api/payments/{started.payment.pk}/"
    return made(started.held, payment_shape(started.payment), location=location)


@router.get("/{uuid:payment}/", auth=Bearer(Scope.READ), response=PaymentOut)
def show(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Return one payment as it is now."""
    found = Payment.objects.filter(pk=payment).first()
    if found is None:
        raise UnknownPayment
    return json_answer(payment_shape(found))


@router.get("/", auth=Bearer(Scope.READ), response=PaymentPage)
def find(
    request: HttpRequest,
    reference: str = "",
    status: Literal["pending", "succeeded", "failed", "cancelled", "set_aside", "reversed"]
    | None = None,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE,
) -> HttpResponse:
    """List payments, oldest first."""
    filters = {"reference": reference or None, "state": status}
    rows = Payment.objects.filter(**{k: v for k, v in filters.items() if v is not None})
    found, following = page(rows, request, cursor=cursor, limit=limit)
    return json_answer(PaymentPage(items=[payment_shape(row) for row in found], next=following))


@router.post("/{uuid:payment}/verify/", auth=Bearer(Scope.PAYMENTS), response=PaymentOut)
def verify(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Ask the gateway now, settle what it says, and show the payment as it then is."""
    return json_answer(payment_shape(look(payment, whether_due_or_not=True)))


@router.post("/{uuid:payment}/cancel/", auth=Bearer(Scope.PAYMENTS), response=PaymentOut)
def cancel(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Give up a payment in flight, so that its order can be paid in another way at once.

    The gateway is asked first, and goes on being asked: if the customer approves it all the same,
    that is late money.
    """
    return json_answer(payment_shape(cancel_payment(payment)))
