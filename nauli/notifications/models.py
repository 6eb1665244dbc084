"""What a customer is told. A message is a row before it is an e-mail or an SMS."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Channel(models.TextChoices):
    EMAIL = "email"
    SMS = "sms"


class Message(models.Model):
    """One fact told to one address through one channel.

    QUEUED ──> SENT ──> DELIVERED
       │         └────> FAILED     (the carrier took it, and could not deliver it)
       └──────────────> FAILED     (the carrier refused it, or we gave up)

    An e-mail has no receipt and ends as SENT. A receipt that comes twice, late or in the wrong
    order changes nothing: a state only moves to one of higher rank.
    """

    class State(models.TextChoices):
        QUEUED = "queued"  # to be sent at `due_at`
        SENT = "sent"  # the carrier took it
        FAILED = "failed"  # it will not arrive; `failure` says why
        DELIVERED = "delivered"  # it is on the phone; stronger than any word before or after

    RANK = {State.QUEUED: 0, State.SENT: 1, State.FAILED: 2, State.DELIVERED: 3}

    topic = models.CharField(max_length=40)  # "payment_succeeded"
    fact = models.CharField(max_length=64)  # the id of what it is about
    # The id of what its attachments are made from; empty where it has none.
    about = models.CharField(max_length=64, blank=True, default="", db_default="")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    name = models.CharField(max_length=120, blank=True, default="", db_default="")  # whom it greets
    to = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    carrier_id = models.CharField(max_length=128, blank=True)  # what a receipt names
    failure = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True, blank=True, db_default=Now())  # null: nothing to do
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="messages_to_send",
                fields=["due_at"],
                condition=models.Q(state="queued"),
            ),
            models.Index(fields=["carrier_id"]),
            models.Index(fields=["fact"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_message_per_fact_and_channel", fields=["topic", "fact", "channel"]
            ),
            models.CheckConstraint(
                name="a_message_is_in_a_known_state",
                condition=models.Q(state__in=["queued", "sent", "failed", "delivered"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} by {self.channel}"


class Receipt(models.Model):
    """One delivery receipt as it came; `processed_at` is null until it found its message."""

    carrier_id = models.CharField(max_length=128)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the raw body, hex
    status = models.CharField(max_length=40)
    reason = models.CharField(max_length=100, blank=True)
    body = models.BinaryField()
    received_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="receipts_to_process",
                fields=["due_at"],
                condition=models.Q(processed_at__isnull=True),
            ),
            models.Index(fields=["carrier_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.status} for {self.carrier_id}"
