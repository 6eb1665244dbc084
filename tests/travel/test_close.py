from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.db import transaction

from nauli.travel.close import ClosureBackwards, UnknownClosure, close, open_again
from nauli.travel.errors import NightsClosed
from nauli.travel.hold import hold
from nauli.travel.models import Closure, Listing
from tests.factories import CHECK_IN, new_listing
from tests.together import behind_a_lock
from tests.travel.world import day


@pytest.mark.django_db
def test_what_is_closed_cannot_be_held_until_it_is_opened_again() -> None:
    listing = new_listing()
    closure = close(listing, day(0), day(0))
    with pytest.raises(NightsClosed):
        hold(listing.pk, check_in=CHECK_IN, check_out=day(2), guests=1)
    open_again(listing, closure.pk)
    hold(listing.pk, check_in=CHECK_IN, check_out=day(2), guests=1)


@pytest.mark.django_db
def test_a_mistake_closes_and_opens_nothing() -> None:
    here, there = new_listing(), new_listing()
    closure = close(there, day(0), day(0))
    with pytest.raises(ClosureBackwards):
        close(here, day(1), day(0))
    with pytest.raises(UnknownClosure):
        open_again(here, closure.pk)
    assert list(Closure.objects.all()) == [closure]


@pytest.mark.django_db(transaction=True)
def test_who_closes_stands_in_line_with_who_is_taking_nights() -> None:
    listing = new_listing()
    with ExitStack() as later:
        with transaction.atomic():
            Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
            waiting = later.enter_context(behind_a_lock(lambda: close(listing, day(0), day(0))))
        assert waiting.result(timeout=10).first == CHECK_IN
