"""Close nights of a listing, so that nobody can book them, and open them again."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from nauli.kit.errors import Invalid, NotFound
from nauli.record.models import record
from nauli.travel.models import Closure, Listing


class ClosureBackwards(Invalid):
    """The last night that is closed must not come before the first."""


class UnknownClosure(NotFound):
    """This listing has no closure with this number."""


@transaction.atomic
def close(listing: Listing, first: date, last: date) -> Closure:
    """Close the nights from `first` to `last`. What is booked already stays booked."""
    if last < first:
        raise ClosureBackwards(field="last")
    _lock(listing)
    closure = Closure.objects.create(listing=listing, first=first, last=last)
    record("listing", listing.pk, after="closed", reason=str(closure))
    return closure


@transaction.atomic
def open_again(listing: Listing, number: int) -> None:
    """Open the nights of a closure again, or raise UnknownClosure."""
    closure = Closure.objects.filter(pk=number, listing=listing).first()
    if closure is None:
        raise UnknownClosure
    closure.delete()
    record("listing", listing.pk, after="opened", reason=str(closure))


def _lock(listing: Listing) -> None:
    """Stand in line with who is taking nights: they were asked for before, or hear of this."""
    Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
