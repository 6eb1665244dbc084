"""One page to pay goods and stays: who buys, how they pay, and beside it what it costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from nauli.kit.errors import NauliError
from nauli.kit.money import Money
from nauli.limits.count import TooMany
from nauli.orders.book import place_booking
from nauli.orders.models import Order
from nauli.orders.place import Item, place_order
from nauli.travel.quote import quote
from nauli.travel.stay import Stay
from nauli.web.buy import TermsChanged, Wish, buy, is_key, new_key, next_page, seen_as
from nauli.web.cart import cart_of, keep_cart, read_cart, write_cart
from nauli.web.checkout_form import CheckoutForm
from nauli.web.fill import Pile, piles_of
from nauli.web.limited import by_customer, refused
from nauli.web.listing import find_listing
from nauli.web.page import private_page
from nauli.web.search import StayForm
from nauli.web.unpaid import remember
from nauli.web.words import in_words

Place = Callable[[int, CheckoutForm], Order]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is to be paid: its price, how its order is made, and what its page shows of it."""

    total: Money
    place: Place
    shown: Mapping[str, object]
    for_stay: bool = False


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def goods(request: HttpRequest) -> HttpResponse:
    """Pay what of the cart has one currency. The form itself says what it is for, as it was shown.

    So it orders what its sender saw, whatever they have done to their cart in another window.
    """
    told = request.POST if request.method == "POST" else request.GET
    kept = cart_of(request)
    pile = _pile(read_cart(told["goods"]) if "goods" in told else kept, told.get("currency", ""))
    if pile is None or (request.method != "POST" and not pile.can_be_had):
        return HttpResponseRedirect(reverse("web:cart"))
    wanted = {line.product.pk: line.pieces for line in pile.lines}

    def place(customer: int, _: CheckoutForm) -> Order:
        items = [Item(product, pieces) for product, pieces in wanted.items()]
        return place_order(customer=customer, items=items)[0]

    shown = {"pile": pile, "goods": write_cart(wanted)}
    response = _checkout(request, Matter(total=pile.total, place=place, shown=shown))
    if response.status_code == 303:
        keep_cart(response, {id_: n for id_, n in kept.items() if id_ not in wanted})
    return response


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest, listing: UUID) -> HttpResponse:
    """Book the stay that the address names. One that cannot be had is shown on its listing's page.

    A form that was sent is never turned away for its nights: they may be its own by now.
    """
    found, today = find_listing(listing)
    back = f"{reverse('web:listing', args=[found.pk])}?{request.GET.urlencode()}#stay"
    asked = StayForm(request.GET)
    days = asked.cleaned_data if asked.is_valid() else {}
    if not days.get("check_in") or not days.get("check_out"):
        return HttpResponseRedirect(back)
    wanted = Stay(days["check_in"], days["check_out"], days["guests"] or 1)

    def place(customer: int, form: CheckoutForm) -> Order:
        requests = form.cleaned_data["special_requests"]
        order, booking = place_booking(
            customer=customer, listing=found.pk, stay=wanted, special_requests=requests
        )
        # Sealed with it is the policy as it is now, which may be another one than was agreed to.
        if f"{booking.policy_name} {booking.policy_version}" != request.POST.get("policy"):
            raise TermsChanged
        return order

    try:
        told = quote(found, wanted, today=today)
    except NauliError:
        return HttpResponseRedirect(back)
    if told.taken and request.method != "POST":
        return HttpResponseRedirect(back)
    shown = {"listing": found, "stay": wanted, "quote": told, "back": back}
    return _checkout(request, Matter(total=told.total, place=place, shown=shown, for_stay=True))


def _pile(cart: Mapping[UUID, int], currency: str) -> Pile | None:
    """Return the goods of the currency; where none is named, the first ones."""
    piles = piles_of(cart)
    return next((pile for pile in piles if currency in {"", pile.currency}), None)


def _checkout(request: HttpRequest, matter: Matter) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = CheckoutForm(sent, currency=matter.total.currency, for_stay=matter.for_stay)
    key = sent.get("key", "") if sent else ""
    refusal: NauliError | None = None
    if sent and not is_key(key):
        form.add_error(None, gettext("This form was not whole. Send it once more."))
    if sent and form.is_valid():
        try:
            order = buy(_wish(request, form, key), lambda who: matter.place(who, form))
        except NauliError as error:
            refusal = error
            form.add_error(None, in_words(error))
        else:
            return remember(order, HttpResponseRedirect(next_page(order), status=303))
    context = {
        **matter.shown,
        "form": form,
        "total": matter.total,
        "key": key if is_key(key) else new_key(),
        "seen": seen_as(matter.total),
        "kept_minutes": _kept_minutes(for_stay=matter.for_stay),
    }
    response = render(request, "web/checkout.html", context, status=422 if sent else 200)
    return refused(response, refusal) if isinstance(refusal, TooMany) else response


def _kept_minutes(*, for_stay: bool) -> int:
    """Return for how many whole minutes an order holds what it is for while nobody has paid it."""
    seconds = settings.BOOKING_HOLD_SECONDS if for_stay else settings.ORDER_LIFETIME_SECONDS
    return int(max(seconds // 60, 1))


def _wish(request: HttpRequest, form: CheckoutForm, key: str) -> Wish:
    told = form.cleaned_data
    return Wish(
        key=key,
        name=told["name"],
        phone=told["phone"],
        email=told["email"],
        language=told["language"],
        method=told["method"],
        seen=request.POST.get("seen", ""),
        limits=by_customer(request, told["phone"], email=told["email"]),
    )
