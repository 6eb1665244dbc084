"""The first page: places to sleep, and the shop's goods; and the whole of each on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nauli.catalog.models import Product
from nauli.kit.errors import Invalid
from nauli.kit.money import Money
from nauli.travel.find import Wish, find
from nauli.travel.models import Listing
from nauli.travel.review import Rating, ratings
from nauli.web.page import page
from nauli.web.search import SearchForm
from nauli.web.words import in_words

_STAYS_AT_HOME, _GOODS_AT_HOME = 6, 8
_ON_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Card:
    """A listing as it stands among others; what its stay costs, where the days are known."""

    listing: Listing
    rating: Rating | None
    nights: int = 0

    @property
    def total(self) -> Money:
        return self.listing.price * self.nights


@page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is, some of each."""
    stays, goods = _by_age(find(Wish())), _goods()
    return render(
        request,
        "web/home.html",
        {
            "search": SearchForm(),
            "stays": _cards(stays[:_STAYS_AT_HOME]),
            "goods": goods[:_GOODS_AT_HOME],
            "more_goods": goods.count() > _GOODS_AT_HOME,
        },
    )


@page
@require_safe
def stays(request: HttpRequest) -> HttpResponse:
    """Show the listings that fit what is looked for; with dates, those that are free."""
    search = SearchForm(request.GET or None)
    try:
        found = _by_age(find(search.wish))
    except Invalid as error:  # days that make no stay, such as those of three years
        search.add_error(error.field or None, in_words(error))
        found = _by_age(find(Wish()))
    rows = _on_page(found, request)
    nights = (search.days[1] - search.days[0]).days if search.days else 0
    context = {"search": search, "stays": _cards(rows, nights), "page": rows}
    return render(request, "web/stays.html", context)


@page
@require_safe
def goods(request: HttpRequest) -> HttpResponse:
    return render(request, "web/goods.html", {"page": _on_page(_goods(), request)})


def _by_age(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    return rows.order_by("created_at", "pk")


def _goods() -> QuerySet[Product]:
    return Product.objects.filter(active=True).order_by("created_at", "pk")


def _cards(rows: Iterable[Listing], nights: int = 0) -> list[Card]:
    listings = list(rows)
    said = ratings(listings)
    return [Card(one, said.get(one.pk), nights) for one in listings]


def _on_page(rows: QuerySet[Any], request: HttpRequest) -> Page[Any]:
    return Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
