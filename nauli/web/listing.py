"""One place to sleep: its pictures, a month of its nights, what a stay costs, what guests say."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nauli.kit.errors import NauliError
from nauli.travel.models import Listing, Review
from nauli.travel.quote import Quote, quote
from nauli.travel.review import ratings
from nauli.travel.stay import Stay
from nauli.travel.there import today_there
from nauli.web.month import month_of, read_month
from nauli.web.page import page
from nauli.web.search import StayForm
from nauli.web.words import in_words

_REVIEWS = 10
# How many most often come, until it is said how many.
_GUESTS = 2


@page
@require_safe
def show(request: HttpRequest, listing: UUID) -> HttpResponse:
    """Show the listing; with days in the address, also what they cost and whether they are free."""
    found, today = find_listing(listing)
    form = StayForm({"guests": str(min(_GUESTS, found.max_guests)), **request.GET.dict()})
    quoted = _quote(form, found, today) if form.is_valid() else None
    check_in = form.cleaned_data.get("check_in")
    shown = read_month(request.GET.get("month", ""), today=today, chosen=check_in)
    reviews = Review.objects.filter(listing=found, hidden=False).order_by("-created_at", "-pk")
    context = {
        "listing": found,
        "rating": ratings([found]).get(found.pk),
        "month": month_of(found, shown, today=today, stay=form.cleaned_data),
        "form": form,
        "quote": quoted,
        "choosing": bool(check_in) and not form.cleaned_data.get("check_out"),
        "reviews": reviews[:_REVIEWS],
    }
    return render(request, "web/listing.html", context)


def find_listing(number: UUID) -> tuple[Listing, date]:
    """Return a listing that is for sale and today there, or say that there is no such page."""
    known = Listing.objects.select_related("policy").annotate(today=today_there())
    found = known.filter(pk=number, active=True).first()
    if found is None:
        raise Http404
    return found, found.today


def _quote(form: StayForm, listing: Listing, today: date) -> Quote | None:
    """Return what the chosen stay costs. What is wrong with it is said at the field at fault."""
    told = form.cleaned_data
    if not told["check_in"] or not told["check_out"]:
        return None
    stay = Stay(told["check_in"], told["check_out"], told["guests"] or 1)
    try:
        return quote(listing, stay, today=today)
    except NauliError as error:
        form.add_error(error.field if error.field in form.fields else None, in_words(error))
        return None
