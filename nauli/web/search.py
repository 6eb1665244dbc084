"""What a visitor looks for, read from the address of a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nauli.travel.find import Wish

MOST_GUESTS = 100


class DayInput(forms.DateInput):
    """A browser's own calendar."""

    input_type = "date"

    def __init__(self, **attrs: str) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class DayField(forms.DateField):
    """A day as addresses have it, "2026-12-12", whatever language the page speaks."""

    input_formats = ["%Y-%m-%d"]
    widget = DayInput


class StayForm(forms.Form):
    """From when to when, for how many; days may be left open until the visitor has chosen."""

    check_in = DayField(label=_("Arrive"), required=False)
    check_out = DayField(label=_("Leave"), required=False)
    guests = forms.IntegerField(
        label=_("Guests"), min_value=1, max_value=MOST_GUESTS, required=False
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        check_in, check_out = told.get("check_in"), told.get("check_out")
        if check_in and check_out and check_out <= check_in:
            self.add_error("check_out", _("Leave on a later day than you arrive."))
        return told


class SearchForm(StayForm):
    """What kind of stay is looked for, and where."""

    town = forms.CharField(label=_("Where"), max_length=80, required=False)

    field_order = ("town", "check_in", "check_out", "guests")

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if bool(told.get("check_in")) != bool(told.get("check_out")) and not self.errors:
            missing = "check_out" if told.get("check_in") else "check_in"
            self.add_error(missing, _("Give both days, or none."))
        return told

    @property
    def wish(self) -> Wish:
        """Return what to look for; of a form that cannot be read, nothing in particular."""
        told = self.cleaned_data if self.is_valid() else {}
        return Wish(
            town=told.get("town") or None,
            guests=told.get("guests"),
            check_in=told.get("check_in"),
            check_out=told.get("check_out"),
        )

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the days that are looked for, where both are."""
        wish = self.wish
        return (wish.check_in, wish.check_out) if wish.check_in and wish.check_out else None
