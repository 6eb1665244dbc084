"""Customers: who buys."""

from __future__ import annotations

from typing import Annotated, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer
from nauli.api.auth import Bearer
from nauli.api.body import ONE_LINE, Strict
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.customers.add import add_customer
from nauli.customers.models import Customer
from nauli.kit.errors import Invalid, NotFound
from nauli.kit.phones import e164

router = Router(tags=["customers"])


class InvalidEmail(Invalid):
    """This is not an e-mail address."""


class UnknownCustomerNumber(NotFound):
    """There is no customer with this number."""


class CustomerIn(Strict):
    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), ONE_LINE
    ]
    phone: str = Field(description="+256772123456, or as people write it in the default country")
    email: Annotated[str, StringConstraints(max_length=254)] = ""
    language: Literal["en", "fr", "am", "sw"] = "en"


class CustomerOut(Schema):
    id: int
    name: str
    email: str
    phone: str
    language: str
    created_at: Moment


class CustomerPage(Schema):
    items: list[CustomerOut]
    next: str | None


@router.post("/", auth=Bearer(Scope.CUSTOMERS), response={201: CustomerOut})
def add(request: HttpRequest, body: CustomerIn) -> HttpResponse:
    """Add a customer. Two may share a phone: families do."""
    if body.email:
        try:
            validate_email(body.email)
        except ValidationError as error:
            raise InvalidEmail(
                f"{body.email!r} is not an e-mail address.", field="email"
            ) from error
    customer = add_customer(
        name=body.name,
        phone=e164(body.phone, country=settings.DEFAULT_COUNTRY),
        email=body.email,
        language=body.language,
    )
    return json_answer(
        CustomerOut.from_orm(customer), status=201, location=f"/api/customers/{customer.pk}/"
    )


@router.get("/{int:customer}/", auth=Bearer(Scope.READ), response=CustomerOut)
def show(request: HttpRequest, customer: int) -> HttpResponse:
    """Return one customer."""
    found = Customer.objects.filter(pk=min(customer, 2**63 - 1)).first()
    if found is None:
        raise UnknownCustomerNumber
    return json_answer(CustomerOut.from_orm(found))


@router.get("/", auth=Bearer(Scope.READ), response=CustomerPage)
def find(
    request: HttpRequest,
    phone: str = "",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE,
) -> HttpResponse:
    """List customers; with `phone`, those of one number. A + in an address is written %2B."""
    rows = Customer.objects.all()
    if phone:
        # A bare + in a query arrives as a space; nobody means a phone that begins with a space.
        text = f"+{phone[1:]}" if phone.startswith(" ") else phone
        rows = rows.filter(phone=e164(text, country=settings.DEFAULT_COUNTRY))
    found, following = page(rows, request, cursor=cursor, limit=limit)
    return json_answer(
        CustomerPage(items=[CustomerOut.from_orm(row) for row in found], next=following)
    )
