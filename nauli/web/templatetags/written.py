"""Money and days as they are written in the visitor's language."""

from __future__ import annotations

from datetime import date, datetime, time

from babel import Locale
from babel.dates import format_date, format_time
from django import template
from django.utils.translation import get_language

from nauli.kit.amounts import written_money
from nauli.kit.money import Money
from nauli.travel.spoken import offset_of

register = template.Library()

# Monday to Sunday. Babel's Swahili knows the whole names only, the narrow ones are English.
_SHORT_WEEKDAYS = {"sw": ("Jtt", "Jnn", "Jtn", "Alh", "Ijm", "Jms", "Jpl")}


def _locale() -> Locale:
    return Locale.parse(get_language() or "en")


@register.filter
def money(amount: Money) -> str:
    """Return "UGX 25,000" or, in French, "25 000 UGX": the currency by its code, as in messages."""
    return written_money(amount, language=get_language() or "en")


@register.filter
def amount(of: Money) -> str:
    """Return the number alone, "25,000", where its currency stands beside it already."""
    return money(of).replace(of.currency, "").strip("\u00a0 ")


@register.filter
def country(code: str) -> str:
    """Return "Uganda" of "UG"."""
    return str(_locale().territories.get(code, code))


@register.filter
def day(at: date) -> str:
    """Return "Sat, 12 Dec 2026", in French "sam. 12 déc. 2026"; in Amharic by the same calendar."""
    locale = _locale()
    pattern = "EEE d MMM y" if locale.language == "fr" else "EEE, d MMM y"
    return format_date(at, pattern, locale=locale)


@register.filter
def whole_day(at: date) -> str:
    """Return "Saturday 12 December 2026"."""
    return format_date(at, "EEEE d MMMM y", locale=_locale())


@register.filter
def month(at: date) -> str:
    """Return "December 2026"."""
    return format_date(at, "LLLL y", locale=_locale())


@register.filter
def weekday(at: date) -> str:
    """Return "Sat": at most five letters, as wide as a day of the month's table is."""
    short = _SHORT_WEEKDAYS.get(_locale().language)
    return short[at.weekday()] if short else format_date(at, "ccc", locale=_locale())


@register.filter
def whole_weekday(at: date) -> str:
    """Return "Saturday"."""
    return format_date(at, "cccc", locale=_locale())


@register.filter
def hour(at: time | datetime) -> str:
    """Return "14:00"."""
    return format_time(at, "HH:mm", locale=_locale())


register.filter("offset", offset_of)
