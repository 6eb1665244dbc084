"""How often something was done, kept for as long as it counts."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often one thing was asked for in the time that began with the first one.

    It names nobody: behind the kind stands a digest under our own key, of a phone, an address.
    """

    thing = models.CharField(primary_key=True, max_length=80)  # "phone/" and 32 hexadecimal digits
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()  # from then on it begins anew

    def __str__(self) -> str:
        return self.thing
