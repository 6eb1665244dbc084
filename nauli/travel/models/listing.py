"""What can be slept in, by which policy, and when it is not for sale."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models.functions import Now, Upper

from nauli.kit.money import MOST_MINOR, Money

# The longest stay that any listing may allow. A year of the dearest nights is still an amount.
MOST_NIGHTS = 365
MOST_PER_NIGHT = MOST_MINOR // MOST_NIGHTS
MOST_UNITS = 1000


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
    # Addresses, http or https, or paths of static files of ours, whatever host and port we have.
    photos = models.JSONField(default=list, blank=True)
    # What is to be seen on them, by their addresses, for who cannot see it.
    photo_texts = models.JSONField(default=dict, db_default={}, blank=True)
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
