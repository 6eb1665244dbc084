"""What can be slept in, who booked which nights of it, and what they say."""

from __future__ import annotations

from django.contrib.admin import DateFieldListFilter

from nauli.backoffice.read_only import ReadOnly, Table, shown
from nauli.travel import policy
from nauli.travel.models import Booking, Listing, Night, Policy, Review

BOOKING_COLOURS = {
    "held": "info",
    "confirmed": "success",
    "completed": "success",
    "cancelled": "warning",
    "expired": "warning",
}


class ListingPages(ReadOnly):
    list_display = ("title", "town", "country", "price_shown", "units", "active", "created_at")
    list_filter = ("active", "country")
    search_fields = ("title", "town", "description", "id")
    ordering = ("-created_at", "-pk")
    # Not the calendar's token, which opens a door.
    fields = (
        "id",
        ("title", "active"),
        "description",
        ("town", "country", "time_zone"),
        ("latitude", "longitude"),
        "photos",
        "photo_texts",
        ("price_shown", "units", "max_guests"),
        ("min_nights", "max_nights"),
        ("check_in_from", "check_out_until"),
        "policy",
        "created_at",
    )

    @shown("Price of a night", ordering="price_minor")
    def price_shown(self, listing: Listing) -> str:
        return listing.price.spoken()


class PolicyPages(ReadOnly):
    list_display = ("name", "version", "said", "created_at")
    search_fields = ("name",)
    ordering = ("name", "-version")
    fields = (("name", "version"), "said", "steps", "created_at")

    @shown("In words")
    def said(self, row: Policy) -> str:
        return policy.words(row.steps)


class ClosurePages(ReadOnly):
    list_display = ("listing", "first", "last")
    list_filter = (("first", DateFieldListFilter),)
    list_select_related = ("listing",)
    search_fields = ("listing__title", "listing__id")
    ordering = ("-first", "-pk")
    fields = ("listing", ("first", "last"))


class _Nights(Table):
    model = Night
    fields = ("night", "slot")
    ordering = ("night",)


class BookingPages(ReadOnly):
    list_display = (
        "code",
        "state_shown",
        "listing",
        "check_in",
        "check_out",
        "guests",
        "total_shown",
        "created_at",
    )
    list_filter = ("state", ("check_in", DateFieldListFilter))
    list_select_related = ("listing",)
    search_fields = ("code", "id", "listing__title", "listing__id")
    ordering = ("-created_at", "-pk")
    fields = (
        ("code", "state_shown"),
        "listing",
        ("check_in", "check_in_from"),
        ("check_out", "check_out_until", "time_zone"),
        ("guests", "special_requests"),
        ("price_shown", "total_shown"),
        ("policy_name", "policy_version"),
        "policy_said",
        ("created_at", "confirmed_at"),
        ("arrived_at", "cancelled_at"),
        "id",
    )
    inlines = (_Nights,)

    @shown("State", label=BOOKING_COLOURS, ordering="state")
    def state_shown(self, booking: Booking) -> str:
        return booking.state

    @shown("Price of a night")
    def price_shown(self, booking: Booking) -> str:
        return booking.price.spoken()

    @shown("Total")
    def total_shown(self, booking: Booking) -> str:
        return booking.total.spoken()

    @shown("What goes back")
    def policy_said(self, booking: Booking) -> str:
        return policy.words(booking.policy_steps)


class NightPages(ReadOnly):
    list_display = ("night", "listing", "slot", "booking")
    list_filter = (("night", DateFieldListFilter),)
    list_select_related = ("listing", "booking")
    search_fields = ("listing__title", "booking__code")
    ordering = ("-night", "-pk")
    fields = (("night", "slot"), "listing", "booking")


class ReviewPages(ReadOnly):
    list_display = ("listing", "rating", "text", "hidden", "created_at")
    list_filter = ("hidden", "rating")
    list_select_related = ("listing",)
    search_fields = ("text", "listing__title", "booking__code")
    ordering = ("-created_at", "-pk")
    fields = ("listing", "booking", ("rating", "hidden"), "text", "created_at", "to_hide_it")

    @shown("Hide it, or show it again, with")
    def to_hide_it(self, row: Review) -> str:
        wanted = "false" if row.hidden else "true"
        path = f"/api/listings/{row.listing_id}/reviews/{row.pk}/"
        return f'PATCH {path} {{"hidden": {wanted}}}'
