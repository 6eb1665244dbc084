"""What the desk itself remembers."""

from __future__ import annotations

from django.db import models


class LastAudit(models.Model):
    """When the schedule last looked at the invariants, and how many it found violated. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    # Written before the work: whoever moves it does the work, and nobody else for an interval.
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    violated = models.PositiveIntegerField(
        default=0, db_default=0
    )  # checks, of the last that ended

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_last_audit", condition=models.Q(pk=1))
        ]

    def __str__(self) -> str:
        return f"{self.violated} violated"
