"""What only a person can decide."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from nauli.kit.money import Money


class Case(models.Model):
    """Something that the system knows, cannot end by itself and does not drop in silence.

    It is open until a person closes it, or until what it asks about has been answered. It copies
    the ids of what it is about, so that any package may open one.
    """

    class Kind(models.TextChoices):
        UNAPPLIED = "unapplied"  # money came, and its order can no longer take it: it is owed back
        MISMATCH = "mismatch"  # money or a number was told that does not fit what we asked for
        DISAGREEMENT = "disagreement"  # we know of an end, and the gateway says another one
        NO_ANSWER = "no_answer"  # for days the gateway has said neither yes nor no
        EVENT = "event"  # a genuine event that fits no payment of ours
        REVERSAL = "reversal"  # the gateway took money back after it had come
        REFUND = "refund"  # money that was to go back has not

    kind = models.CharField(max_length=20, choices=Kind.choices)
    fact = models.CharField(max_length=64)  # a payment's reference, or an event's number
    payment = models.UUIDField(null=True, blank=True)
    order = models.UUIDField(null=True, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)  # the money it is about, if any
    currency = models.CharField(max_length=3, blank=True)
    detail = models.CharField(max_length=300)
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=300, blank=True)
    # Whether it was closed because its question was answered; else a person has closed it.
    answered = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_case_per_fact",
                fields=["kind", "fact"],
                condition=models.Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="a_closed_case_says_how",
                condition=models.Q(closed_at=None) | ~models.Q(resolution=""),
            ),
            models.CheckConstraint(
                name="a_case_is_of_a_known_kind",
                condition=models.Q(
                    kind__in=[
                        "unapplied",
                        "mismatch",
                        "disagreement",
                        "no_answer",
                        "event",
                        "reversal",
                        "refund",
                    ]
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["payment"]),
            models.Index(name="cases_of_a_fact", fields=["fact", "kind"]),
            models.Index(fields=["created_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fact}"

    @property
    def amount(self) -> Money | None:
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)
