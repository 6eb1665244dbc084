"""What is sold: a stay, and its nights."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Now

from nauli.kit.money import Money
from nauli.record.models import record
from nauli.travel.models.listing import MOST_PER_NIGHT, Listing


class IllegalMove(Exception):
    """A state was to change along a way that does not exist: a mistake in our code."""


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
