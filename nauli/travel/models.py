"""Stays: what can be slept in, for which nights it is sold, and what guests say of it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Now, Upper

from nauli.kit.money import MOST_MINOR, Money
from nauli.record.models import record

# The longest stay that any listing may allow. A year of the dearest nights is still an amount.
MOST_NIGHTS = 365
MOST_PER_NIGHT = MOST_MINOR // MOST_NIGHTS
MOST_UNITS = 1000


class IllegalMove(Exception):
    """A state was to change along a way that does not exist: a mistake in our code."""


class Policy(models.Model):
    """What of the money goes back when a stay is cancelled. A new version is a new row."""

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    # [{"days_before": 14, "percent": 100}, ...]: days strictly falling, percent not rising. The
    # first step whose days are still left counts; where none is, nothing goes back.
    steps = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_version_of_a_policy_is_one_row", fields=["name", "version"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def calendar_token() -> str:
    """Return 192 random bits that stand in the address of a listing's calendar."""
    return secrets.token_urlsafe(24)


class Listing(models.Model):
    """Something that is slept in: a lodge with five equal rooms is one listing of five units."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    town = models.CharField(max_length=80)
    country = models.CharField(max_length=2)  # ISO 3166, two capital letters
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    photos = models.JSONField(default=list, blank=True)  # addresses, http or https
    price_minor = models.BigIntegerField()  # of one night of one unit
    currency = models.CharField(max_length=3)
    units = models.PositiveSmallIntegerField(default=1)
    max_guests = models.PositiveSmallIntegerField()
    min_nights = models.PositiveSmallIntegerField(default=1)
    max_nights = models.PositiveSmallIntegerField(default=30)
    check_in_from = models.TimeField()  # at the place
    check_out_until = models.TimeField()  # at the place
    time_zone = models.CharField(max_length=40)  # IANA, "Africa/Kampala"
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="listings")
    active = models.BooleanField(default=True)
    calendar_token = models.CharField(max_length=40, default=calendar_token)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "id"]),
            models.Index(fields=["price_minor", "id"]),
            models.Index(Upper("town"), name="listings_by_town"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_night_costs_something",
                condition=models.Q(price_minor__gt=0, price_minor__lte=MOST_PER_NIGHT),
            ),
            models.CheckConstraint(
                name="a_listing_has_units",
                condition=models.Q(units__gte=1, units__lte=MOST_UNITS),
            ),
            models.CheckConstraint(
                name="a_listing_takes_guests", condition=models.Q(max_guests__gte=1)
            ),
            models.CheckConstraint(
                name="the_shortest_stay_is_not_above_the_longest",
                condition=models.Q(
                    min_nights__gte=1,
                    max_nights__gte=models.F("min_nights"),
                    max_nights__lte=MOST_NIGHTS,
                ),
            ),
            models.CheckConstraint(
                name="a_country_is_two_letters", condition=models.Q(country__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="a_place_has_both_coordinates_or_none",
                # Said of both that they are there: of what is not, a comparison says nothing.
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)


class Closure(models.Model):
    """Nights that are not for sale, from the first to the last of them."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="closures")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["listing", "last"])]
        constraints = [
            models.CheckConstraint(
                name="a_closure_ends_after_it_begins",
                condition=models.Q(last__gte=models.F("first")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


class Booking(models.Model):
    """One unit of a listing for some nights, at what was agreed when it was held.

    HELD ──> CONFIRMED ──> COMPLETED
      |          └───────> CANCELLED
      ├────> CANCELLED ──> CONFIRMED   (late money, while the nights were still to be had)
      └────> EXPIRED ────> CONFIRMED   (likewise)
    """

    class State(models.TextChoices):
        HELD = "held"  # its nights are kept for it; nothing is paid yet
        CONFIRMED = "confirmed"  # paid; its nights are the guest's
        COMPLETED = "completed"  # the day of leaving has passed
        CANCELLED = "cancelled"  # somebody ended it; its nights are free again
        EXPIRED = "expired"  # nobody paid in time; its nights are free again

    MOVES = {
        State.HELD: {State.CONFIRMED, State.CANCELLED, State.EXPIRED},
        State.CONFIRMED: {State.COMPLETED, State.CANCELLED},
        # Only what was never confirmed: see move_to.
        State.CANCELLED: {State.CONFIRMED},
        State.EXPIRED: {State.CONFIRMED},
        State.COMPLETED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=32, unique=True)  # stands on the voucher
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    check_in = models.DateField()
    check_out = models.DateField()  # the day of leaving: the night before is the last
    guests = models.PositiveSmallIntegerField()
    special_requests = models.CharField(max_length=500, blank=True)
    # As it was agreed, whatever becomes of the listing.
    price_minor = models.BigIntegerField()  # of one night
    currency = models.CharField(max_length=3)
    policy_name = models.CharField(max_length=40)
    policy_version = models.PositiveIntegerField()
    policy_steps = models.JSONField()
    time_zone = models.CharField(max_length=40)
    check_in_from = models.TimeField()
    check_out_until = models.TimeField()
    created_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "id"]),
            models.Index(fields=["listing", "check_in"]),
            models.Index(
                name="confirmed_stays_by_end",
                fields=["check_out"],
                condition=models.Q(state="confirmed"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_booking_is_in_a_known_state",
                condition=models.Q(
                    state__in=["held", "confirmed", "completed", "cancelled", "expired"]
                ),
            ),
            models.CheckConstraint(
                name="a_stay_has_a_night",
                condition=models.Q(check_out__gt=models.F("check_in")),
            ),
            models.CheckConstraint(name="a_booking_has_guests", condition=models.Q(guests__gte=1)),
            models.CheckConstraint(
                name="a_booked_night_costs_something",
                condition=models.Q(price_minor__gt=0, price_minor__lte=MOST_PER_NIGHT),
            ),
            models.CheckConstraint(
                name="a_confirmed_booking_knows_when",
                condition=models.Q(state__in=["confirmed", "completed"], confirmed_at__isnull=False)
                | models.Q(state__in=["held", "expired"], confirmed_at__isnull=True)
                | models.Q(state="cancelled"),
            ),
            models.CheckConstraint(
                name="a_cancelled_booking_knows_when",
                condition=models.Q(state="cancelled", cancelled_at__isnull=False)
                | (~models.Q(state="cancelled") & models.Q(cancelled_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="only_who_was_confirmed_arrives",
                condition=models.Q(arrived_at__isnull=True) | models.Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def price(self) -> Money:
        """Return what one night costs."""
        return Money(self.price_minor, self.currency)

    @property
    def total(self) -> Money:
        return self.price * len(self.nights)

    @property
    def nights(self) -> Sequence[date]:
        """Return the dates that are slept: the day of leaving is none of them."""
        count = (self.check_out - self.check_in).days
        return [self.check_in + timedelta(days=day) for day in range(count)]

    def move_to(self, state: State, *, reason: str = "") -> None:
        """Move and save, or raise IllegalMove. The only place that writes `state`."""
        before = self.State(self.state)
        had_its_day = before is self.State.CANCELLED and self.confirmed_at is not None
        if state not in self.MOVES[before] or had_its_day:
            raise IllegalMove(f"booking {self.pk}: {before} -> {state}")
        times: dict[str, Any] = {}
        if state is self.State.CONFIRMED:
            times = {"confirmed_at": Now(), "cancelled_at": None}
        elif state is self.State.CANCELLED:
            times = {"cancelled_at": Now()}
        for name, value in {"state": state, **times}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *times])
        if times:
            self.refresh_from_db(fields=list(times))
        record("booking", self.pk, before=before, after=state, reason=reason)


class Night(models.Model):
    """One night of one unit, sold. The slot is a counter and no room: any free one will do."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="nights")
    night = models.DateField()
    slot = models.PositiveSmallIntegerField()  # 0 to the listing's units - 1: a trigger says so
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="held_nights")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_night_is_sold_once_per_unit", fields=["listing", "night", "slot"]
            ),
            models.UniqueConstraint(
                name="a_booking_holds_a_night_once", fields=["booking", "night"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.night} ({self.slot})"


class Review(models.Model):
    """What a guest says of a stay that has ended."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="review")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="reviews")
    rating = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    hidden = models.BooleanField(default=False)  # by staff; it counts in no average then
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["listing", "created_at", "id"])]
        constraints = [
            models.CheckConstraint(
                name="a_rating_is_from_one_to_five",
                condition=models.Q(rating__gte=1, rating__lte=5),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rating} of 5"
