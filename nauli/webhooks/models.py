"""The inbox: what others told us, as it came, kept before anybody thinks about it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from nauli.payments.models import Payment


class Event(models.Model):
    """One body at one door, stored once.

    RECEIVED ──> PROCESSED
       └───────> SET_ASIDE   (it fits no payment of ours, or contradicts one; a person looks)
    """

    class State(models.TextChoices):
        RECEIVED = "received"  # stored; nobody has acted on it yet
        PROCESSED = "processed"  # whatever followed from it has followed
        SET_ASIDE = "set_aside"  # `note` says why

    door = models.CharField(max_length=40)  # "momo" is signed, "momo/<reference>" is not
    # SHA-256, hex: of the raw body of a signed event; of an unsigned one, of how often the gateway
    # had been asked about its payment when it came, so that one question has one row.
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    note = models.CharField(max_length=300, blank=True)
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    received_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="events_to_process",
                fields=["due_at"],
                condition=models.Q(state="received"),
            )
        ]
        constraints = [
            models.UniqueConstraint(name="an_event_is_stored_once", fields=["door", "digest"]),
            models.CheckConstraint(
                name="an_event_is_in_a_known_state",
                condition=models.Q(state__in=["received", "processed", "set_aside"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.digest[:12]}"
