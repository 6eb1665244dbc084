"""Refunds: money goes back once per key, on the road that it came by."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer, made, replay, ticket
from nauli.api.auth import Bearer, key_of
from nauli.api.body import Strict
from nauli.api.document import needs_key
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.api.payment_shapes import FailureOut
from nauli.gateways.contract import FAILURES
from nauli.refunds.errors import UnknownRefund
from nauli.refunds.models import Refund
from nauli.refunds.of_case import money_of_case
from nauli.refunds.start import start_refund

router = Router(tags=["refunds"])
of_payments = Router(tags=["refunds"])
of_cases = Router(tags=["refunds"])


class RefundIn(Strict):
    amount: str | None = Field(default=None, description="All that is left where it is left out")
    # The bounds are held by start_refund, whose sentence names them.
    reason: str = Field(default="", json_schema_extra={"maxLength": 100})


class RefundOut(Schema):
    id: UUID
    reference: str
    payment: UUID
    status: str = Field(json_schema_extra={"enum": [*Refund.State.values]})
    amount: str
    currency: str
    reason: str
    failure: FailureOut | None
    created_at: Moment


class RefundPage(Schema):
    items: list[RefundOut]
    next: str | None


def refund_shape(refund: Refund) -> RefundOut:
    failure = None
    if refund.failure_code:
        message = refund.failure_message or FAILURES.get(refund.failure_code, FAILURES["refused"])
        failure = FailureOut(code=refund.failure_code, message=message)
    return RefundOut(
        id=refund.pk,
        reference=refund.reference,
        payment=refund.payment_id,
        status=refund.state,
        amount=str(refund.amount),
        currency=refund.currency,
        reason=refund.reason,
        failure=failure,
        created_at=refund.created_at,
    )


@of_payments.post(
    "/{uuid:payment}/refunds/",
    auth=Bearer(Scope.REFUNDS),
    response={201: RefundOut},
    openapi_extra=needs_key(required=True),
)
def refund(request: HttpRequest, payment: UUID, body: RefundIn) -> HttpResponse:
    """Return a payment's money, all or a part. Needs an Idempotency-Key.

    201 means that we have it in hand: `status` says whether the gateway has returned it, has it in
    hand too (`pending`), or has refused (`failed`).
    """
    return _refund(request, payment, body)


@of_cases.post(
    "/{int:case}/refund/",
    auth=Bearer(Scope.REFUNDS),
    response={201: RefundOut},
    openapi_extra=needs_key(required=True),
)
def refund_from_case(request: HttpRequest, case: int, body: RefundIn) -> HttpResponse:
    """Return the money that a case is about. Once all of it has gone back, the case is closed.

    Without an `amount` it is the case's own, at most what is left of the payment.
    """
    payment, owed = money_of_case(case)
    return _refund(request, payment.pk, body, otherwise=owed)


def _refund(
    request: HttpRequest, payment: UUID, body: RefundIn, *, otherwise: str | None = None
) -> HttpResponse:
    started = start_refund(
        payment,
        amount=otherwise if body.amount is None else body.amount,
        reason=body.reason,
        ticket=ticket(request, key_of(request), body),
    )
    if started.refund is None:
        return replay(started.held)
    location = f"/api/refunds/{started.refund.pk}/"
    return made(started.held, refund_shape(started.refund), location=location)


@router.get("/{uuid:refund}/", auth=Bearer(Scope.READ), response=RefundOut)
def show(request: HttpRequest, refund: UUID) -> HttpResponse:
    """Return one refund as it is now."""
    found = Refund.objects.filter(pk=refund).first()
    if found is None:
        raise UnknownRefund
    return json_answer(refund_shape(found))


@router.get("/", auth=Bearer(Scope.READ), response=RefundPage)
def find(
    request: HttpRequest,
    payment: UUID | None = None,
    reference: str = "",
    status: Literal["pending", "succeeded", "failed"] | None = None,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE,
) -> HttpResponse:
    """List refunds, oldest first."""
    filters = {"payment": payment, "reference": reference or None, "state": status}
    rows = Refund.objects.filter(**{k: v for k, v in filters.items() if v is not None})
    found, following = page(rows, request, cursor=cursor, limit=limit)
    return json_answer(RefundPage(items=[refund_shape(row) for row in found], next=following))
