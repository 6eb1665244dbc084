"""Products: goods, their prices and their stock."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer
from nauli.api.auth import Bearer
from nauli.api.body import ONE_LINE, Strict
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.api.photos import Photos, PhotoTexts, absolute, check_texts, told_texts
from nauli.catalog.models import Product
from nauli.catalog.restock import MOST_PIECES, restock
from nauli.kit.errors import Invalid, NotFound
from nauli.kit.money import EXPONENTS, InvalidMoney, Money
from nauli.record.models import record

router = Router(tags=["products"])

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), ONE_LINE
]


class UnknownProductId(NotFound):
    """There is no product with this id."""


class PriceTooSmall(Invalid):
    """A price must be more than nothing."""


class ProductIn(Strict):
    name: Name
    price: str = Field(description='A decimal such as "12.50", in the currency\'s own decimals')
    currency: str
    description: Annotated[str, StringConstraints(max_length=2000)] = ""
    photos: Photos = []
    photo_texts: PhotoTexts = {}
    stock: int = Field(default=0, ge=0, le=MOST_PIECES)
    active: bool = True


class ProductChange(Strict):
    name: Name | None = None
    price: str | None = None
    description: Annotated[str, StringConstraints(max_length=2000)] | None = None
    photos: Photos | None = None
    photo_texts: PhotoTexts | None = None
    active: bool | None = None


class RestockIn(Strict):
    delta: int = Field(
        ge=-MOST_PIECES, le=MOST_PIECES, description="Pieces to add; negative: to take"
    )


class ProductOut(Schema):
    id: UUID
    name: str
    description: str
    photos: list[str]
    photo_texts: dict[str, str]
    price: str
    currency: str
    stock: int
    active: bool
    created_at: Moment


class ProductPage(Schema):
    items: list[ProductOut]
    next: str | None


def _shape(product: Product) -> ProductOut:
    return ProductOut(
        id=product.pk,
        name=product.name,
        description=product.description,
        photos=absolute(product.photos),
        photo_texts=told_texts(product.photo_texts, product.photos),
        price=str(product.price),
        currency=product.currency,
        stock=product.stock,
        active=product.active,
        created_at=product.created_at,
    )


def _price(text: str, currency: str) -> Money:
    try:
        price = Money.parse(text, currency)
    except InvalidMoney as error:
        field = "price" if currency in EXPONENTS else "currency"
        raise InvalidMoney(error.detail, field=field) from error
    if price.minor <= 0:
        raise PriceTooSmall(field="price")
    return price


@router.get("/", auth=Bearer(Scope.READ), response=ProductPage)
def find(
    request: HttpRequest,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE,
) -> HttpResponse:
    """List products, oldest first."""
    found, following = page(Product.objects.all(), request, cursor=cursor, limit=limit)
    return json_answer(ProductPage(items=[_shape(row) for row in found], next=following))


@router.get("/{uuid:product}/", auth=Bearer(Scope.READ), response=ProductOut)
def show(request: HttpRequest, product: UUID) -> HttpResponse:
    """Return one product with its present stock."""
    return json_answer(_shape(_get(product)))


@router.post("/", auth=Bearer(Scope.PRODUCTS), response={201: ProductOut})
def add(request: HttpRequest, body: ProductIn) -> HttpResponse:
    """Add a product."""
    price = _price(body.price, body.currency)
    check_texts(body.photo_texts, body.photos)
    with transaction.atomic():
        product = Product.objects.create(
            name=body.name,
            description=body.description,
            photos=body.photos,
            photo_texts=body.photo_texts,
            price_minor=price.minor,
            currency=price.currency,
            stock=body.stock,
            active=body.active,
        )
        record("product", product.pk, after="added", reason=f"stock {body.stock}")
    return json_answer(_shape(product), status=201, location=f"/api/products/{product.pk}/")


@router.patch("/{uuid:product}/", auth=Bearer(Scope.PRODUCTS), response=ProductOut)
def change(request: HttpRequest, product: UUID, body: ProductChange) -> HttpResponse:
    """Change what is sent. Orders that were placed keep the price that they were placed at."""
    found = _get(product)
    changes = {
        name: value
        for name, value in body.model_dump(exclude_unset=True).items()
        if value is not None
    }
    if "price" in changes:
        changes["price_minor"] = _price(changes.pop("price"), found.currency).minor
    check_texts(changes.get("photo_texts", ()), changes.get("photos", found.photos))
    for name, value in changes.items():
        setattr(found, name, value)
    if changes:
        with transaction.atomic():
            # Only what was sent is written: the stock may have moved since it was read.
            found.save(update_fields=list(changes))
            record("product", product, after="changed", reason=", ".join(sorted(changes)))
    return json_answer(_shape(found))


@router.post("/{uuid:product}/restock/", auth=Bearer(Scope.PRODUCTS), response=ProductOut)
def add_stock(request: HttpRequest, product: UUID, body: RestockIn) -> HttpResponse:
    """Add `delta` pieces, or take them where it is negative; never below zero."""
    return json_answer(_shape(restock(_get(product), body.delta)))


def _get(number: UUID) -> Product:
    found = Product.objects.filter(pk=number).first()
    if found is None:
        raise UnknownProductId
    return found
