"""Every change of state leaves a row, written in the transaction that made the change."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from nauli.kit import caller


class Change(models.Model):
    """Something went from one state to another: who did it, when, in which request, and why."""

    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=120)
    request_id = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=40)  # "order", "payment", "product", ...
    subject_id = models.CharField(max_length=64)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id", "id"])]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}: {self.before} -> {self.after}"


def record(
    subject: str, subject_id: object, *, before: str = "", after: str, reason: str = ""
) -> None:
    """Write the row. Call it inside the transaction that makes the change."""
    Change.objects.create(
        actor=caller.actor(),
        request_id=caller.request_id(),
        subject=subject,
        subject_id=str(subject_id),
        before=before,
        after=after,
        reason=reason[:300],
    )
