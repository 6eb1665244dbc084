"""What guests say."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from nauli.travel.models.booking import Booking
from nauli.travel.models.listing import Listing


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
