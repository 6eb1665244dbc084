"""Orders: placed once, priced by the server."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import Strict as StrictType

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer, once, one_of
from nauli.api.auth import Bearer
from nauli.api.body import Strict
from nauli.api.document import a_file, needs_key
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.api.payment_shapes import PaymentOut, payment_shape
from nauli.kit.errors import Conflict
from nauli.kit.qr import qr_svg
from nauli.orders.address import address_of
from nauli.orders.errors import UnknownOrderId
from nauli.orders.models import Line, Order
from nauli.orders.place import MOST_LINES, MOST_PIECES, Item, place_order
from nauli.payments.cancel import cancel_order
from nauli.payments.models import Payment

router = Router(tags=["orders"])

_OLDEST_FIRST = ("created_at", "pk")


class NoPublicUrl(Conflict):
    """Nobody outside can reach the order's page: NAULI_PUBLIC_URL is not set."""


class ItemIn(Strict):
    # JSON has no UUIDs: the one place where text is taken for something else.
    product: Annotated[UUID, StrictType(False)]
    # The bounds are held by place_order, whose sentences name them.
    quantity: int = Field(json_schema_extra={"minimum": 1, "maximum": MOST_PIECES})


class OrderIn(Strict):
    customer: int
    items: list[ItemIn] = Field(json_schema_extra={"minItems": 1, "maxItems": MOST_LINES})


class LineOut(Schema):
    product: UUID | None = Field(description="Of goods; null where the line is for a stay")
    booking: UUID | None = Field(description="Of a stay; its nights are the quantity")
    name: str
    quantity: int
    unit_price: str
    total: str


class OrderOut(Schema):
    id: UUID
    number: str
    status: str = Field(json_schema_extra=one_of(*Order.Status.values))
    currency: str
    total: str
    items: list[LineOut]
    customer: int
    page: str | None = Field(
        description="Where the customer sees and pays it, to be sent to them alone: whoever knows"
        " the address sees the order. null where NAULI_PUBLIC_URL is not set"
    )
    payments: list[PaymentOut]
    created_at: Moment
    expires_at: Moment


class OrderPage(Schema):
    items: list[OrderOut]
    next: str | None


def _shape(order: Order, lines: Sequence[Line], payments: Sequence[Payment]) -> OrderOut:
    return OrderOut(
        id=order.pk,
        number=order.number,
        status=order.status,
        currency=order.currency,
        total=str(order.total),
        items=[
            LineOut(
                product=line.product_id,
                booking=line.booking_id,
                name=line.name,
                quantity=line.quantity,
                unit_price=str(line.unit_price(order.currency)),
                total=str(line.total(order.currency)),
            )
            for line in lines
        ],
        customer=order.customer_id,
        page=address_of(order) or None,
        payments=[payment_shape(payment) for payment in payments],
        created_at=order.created_at,
        expires_at=order.expires_at,
    )


@router.post(
    "/",
    auth=Bearer(Scope.ORDERS),
    response={201: OrderOut},
    openapi_extra=needs_key(required=False),
)
def place(request: HttpRequest, body: OrderIn) -> HttpResponse:
    """Place an order. With an Idempotency-Key, the same key gives the same answer."""
    return once(request, body, partial(_place, body))


def _place(body: OrderIn) -> HttpResponse:
    order, lines = place_order(
        customer=body.customer, items=[Item(row.product, row.quantity) for row in body.items]
    )
    return json_answer(_shape(order, lines, []), status=201, location=f"/api/orders/{order.pk}/")


@router.get("/{uuid:order}/", auth=Bearer(Scope.READ), response=OrderOut)
def show(request: HttpRequest, order: UUID) -> HttpResponse:
    """Return one order with its items and payments."""
    return json_answer(_whole(_get(order)))


@router.get(
    "/{uuid:order}/payment-link.svg",
    auth=Bearer(Scope.READ),
    openapi_extra=a_file("image/svg+xml"),
)
def payment_link(request: HttpRequest, order: UUID) -> HttpResponse:
    """Return the QR code of the order's page, to be shown or printed: it is paid by scanning it."""
    found = _get(order)
    address = address_of(found)
    if not address:
        raise NoPublicUrl
    picture = qr_svg(address, title=f"Order {found.number}")
    return HttpResponse(picture, content_type="image/svg+xml")


@router.post("/{uuid:order}/cancel/", auth=Bearer(Scope.ORDERS), response=OrderOut)
def cancel(request: HttpRequest, order: UUID) -> HttpResponse:
    """End an unpaid order; the goods or nights that it held are free. Twice is no error."""
    return json_answer(_whole(cancel_order(order)))


def _get(number: UUID) -> Order:
    found = Order.objects.filter(pk=number).first()
    if found is None:
        raise UnknownOrderId
    return found


def _whole(order: Order) -> OrderOut:
    return _shape(order, list(order.lines.all()), list(order.payments.order_by(*_OLDEST_FIRST)))


@router.get("/", auth=Bearer(Scope.READ), response=OrderPage)
def find(
    request: HttpRequest,
    status: Literal["open", "paid", "cancelled", "expired"] | None = None,
    customer: Annotated[int | None, Query(ge=0, lt=2**63)] = None,
    number: str = "",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE,
) -> HttpResponse:
    """List orders, oldest first."""
    filters = {"status": status, "customer": customer, "number": number or None}
    rows = Order.objects.filter(**{k: v for k, v in filters.items() if v is not None})
    payments = Prefetch("payments", Payment.objects.order_by(*_OLDEST_FIRST))
    found, following = page(
        rows.prefetch_related("lines", payments), request, cursor=cursor, limit=limit
    )
    shapes = [_shape(row, list(row.lines.all()), list(row.payments.all())) for row in found]
    return json_answer(OrderPage(items=shapes, next=following))
