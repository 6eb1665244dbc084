"""A listing whose book is kept twice: by the product, and plainly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from nauli.kit.clock import now
from nauli.travel.errors import NightsClosed, NightsTaken
from nauli.travel.hold import hold
from nauli.travel.models import Booking, Closure, Listing
from nauli.travel.release import release
from tests.factories import CHECK_IN, new_listing

NIGHT = timedelta(days=1)
DAYS = 8
# A clock that the database can read and Python cannot: whoever asks the wrong one of them fails.
FAR = "FAR-100"

# (what, a day from CHECK_IN, how many)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hold", "hold", "hold", "release", "close", "open"]),
        st.integers(0, DAYS - 2),
        st.integers(1, 3),
    ),
    max_size=14,
)


def day(number: int) -> date:
    return CHECK_IN + number * NIGHT


def far_today() -> date:
    return (now() + timedelta(hours=100)).date()


@dataclass
class Twin:
    """What a careful person would keep on paper."""

    listing: Listing
    stays: list[Booking] = field(default_factory=list)
    closed: list[Closure] = field(default_factory=list)

    def free(self, night: date) -> int:
        if any(one.first <= night <= one.last for one in self.closed):
            return 0
        return self.listing.units - sum(night in stay.nights for stay in self.stays)

    def play(self, steps: list[tuple[str, int, int]]) -> None:
        for what, first, count in steps:
            getattr(self, f"_{what}")(first, count)

    def _hold(self, first: int, count: int) -> None:
        nights = [day(first + number) for number in range(count)]
        can = all(self.free(night) for night in nights)
        try:
            stay = hold(self.listing.pk, check_in=nights[0], check_out=nights[-1] + NIGHT, guests=1)
        except (NightsClosed, NightsTaken):
            assert not can
        else:
            assert can
            self.stays.append(stay)

    def _release(self, first: int, _: int) -> None:
        if self.stays:
            stay = self.stays.pop(first % len(self.stays))
            release(stay, Booking.State.EXPIRED, reason="a test says so")

    def _close(self, first: int, count: int) -> None:
        days: dict[str, Any] = {"first": day(first), "last": day(first + count - 1)}
        self.closed.append(Closure.objects.create(listing=self.listing, **days))

    def _open(self, first: int, _: int) -> None:
        if self.closed:
            self.closed.pop(first % len(self.closed)).delete()


def a_twin(*, units: int) -> Twin:
    return Twin(new_listing(units=units))
