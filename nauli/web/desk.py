"""The desk: staff type or scan a code, see whose stay it is, and mark that its guest has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import user_passes_test
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from nauli.kit.caller import name_actor
from nauli.orders.models import Order
from nauli.travel.arrive import Arrival, Verdict, arrive, judge
from nauli.travel.voucher import PAID
from nauli.web.page import private_page, with_camera
from nauli.web.staff import is_staff

_MARKED = _("Welcome: the arrival is marked")
# Each verdict's colour, its words, and what follows from it.
_WORDS: Mapping[Verdict, tuple[str, Promise, Promise]] = {
    Verdict.WELCOME: (
        "go",
        _("Good: the guest may come in"),
        _("The arrival is not marked yet."),
    ),
    Verdict.ARRIVED: (
        "wait",
        _("Has arrived already"),
        _("Whoever comes with this code now is not the first: ask who they are."),
    ),
    Verdict.EARLY: (
        "wait",
        _("Too early"),
        _("The code is good, and the stay begins on a later day. Nothing is marked."),
    ),
    Verdict.OVER: ("stop", _("This stay is over"), _("The hour of leaving has passed.")),
    Verdict.UNPAID: ("stop", _("Not paid"), _("Nobody has paid for this stay.")),
    Verdict.CANCELLED: (
        "stop",
        _("Cancelled"),
        _("This stay was cancelled. Its nights may be another guest's."),
    ),
    Verdict.UNKNOWN: (
        "stop",
        _("No stay has this code"),
        _("It was signed here, and belongs to no booking."),
    ),
    Verdict.FORGED: (
        "stop",
        _("Not a code of ours"),
        _("It is mistyped or forged. Look at it again, letter by letter."),
    ),
}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        help_text=_("As on the voucher. Small letters and left out dashes do no harm."),
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "characters",
                "autocomplete": "off",
                "placeholder": "NV-XXXX-XXXX-XXXX",
                "spellcheck": "false",
            }
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A verdict in big words."""

    tone: str
    title: str
    sentence: str


@private_page
@user_passes_test(is_staff, login_url="web:log_in")
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Show what a code is worth. Only a POST marks the arrival, whatever led to the page."""
    sent = request.method == "POST"
    asked = request.POST if sent else request.GET
    form = CodeForm(asked if "code" in asked else None)
    if not form.is_valid():
        return with_camera(render(request, "web/desk.html", {"form": form}))
    code = form.cleaned_data["code"]
    if sent:
        name_actor(f"staff:{request.user.get_username()}"[:120])
    arrival = arrive(code) if sent else judge(code)
    # A code without a stay stays in its field: it is to be compared letter by letter.
    again = CodeForm() if arrival.booking else CodeForm(initial={"code": code})
    context = {"form": again, "said": _said(arrival, marked=sent), **_stay(arrival)}
    # A POST has marked whatever there was to mark.
    context["may_mark"] = arrival.verdict is Verdict.WELCOME and not sent
    return with_camera(render(request, "web/desk.html", context))


def _said(arrival: Arrival, *, marked: bool) -> Said:
    tone, title, sentence = _WORDS[arrival.verdict]
    if marked and arrival.verdict is Verdict.WELCOME:
        return Said(tone=tone, title=str(_MARKED), sentence="")
    return Said(tone=tone, title=str(title), sentence=str(sentence))


def _stay(arrival: Arrival) -> dict[str, object]:
    """Return what the desk has to know of the stay, by the clock of the place."""
    booking = arrival.booking
    if booking is None:
        return {}
    at = booking.arrived_at
    return {
        "booking": booking,
        "order": Order.objects.select_related("customer").filter(lines__booking=booking).first(),
        "arrived_at": at.astimezone(ZoneInfo(booking.time_zone)) if at else None,
        "is_paid": booking.state in PAID,
    }
