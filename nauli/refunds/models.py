"""Money on its way back from a payment to who paid it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from nauli.gateways import contract
from nauli.kit.money import Money
from nauli.kit.references import refund_reference
from nauli.orders.models import IllegalMove
from nauli.payments.models import Payment
from nauli.record.models import record


class Refund(models.Model):
    """All or a part of what a payment brought, given back through the payment's own gateway.

    PENDING ──> SUCCEEDED
       └──────> FAILED ─────> SUCCEEDED   (late: the gateway gave it back all the same)
    """

    class State(models.TextChoices):
        PENDING = "pending"  # the gateway was asked, or is about to be; doubt lives here
        SUCCEEDED = "succeeded"  # the gateway says that the money has gone back
        FAILED = "failed"  # the gateway says that it has not and will not

    MOVES = {
        State.PENDING: {State.SUCCEEDED, State.FAILED},
        State.FAILED: {State.SUCCEEDED},
        State.SUCCEEDED: set(),
    }

    # The gateway knows the refund by this id (MTN's X-Reference-Id) or by the reference (Chapa).
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=50, unique=True, default=refund_reference)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=60)  # the ledger account that it is taken from
    reason = models.CharField(max_length=100, blank=True)  # the merchant's words for it
    number = models.CharField(max_length=64, blank=True)  # the gateway's own, once it has told one
    failure_code = models.CharField(max_length=40, blank=True)  # one of gateways.contract.FAILURES
    failure_message = models.CharField(max_length=300, blank=True)  # the gateway's own words
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(db_default=Now())  # the last time that it was about to be sent
    accepted_at = models.DateTimeField(null=True, blank=True)  # the gateway said that it has it
    settled_at = models.DateTimeField(null=True, blank=True)
    looks = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    next_look_at = models.DateTimeField(null=True, blank=True)  # null: nobody asks any more

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "id"]),
            models.Index(
                name="refunds_to_look_at",
                fields=["next_look_at"],
                condition=models.Q(next_look_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_refund_is_in_a_known_state",
                condition=models.Q(state__in=["pending", "succeeded", "failed"]),
            ),
            models.CheckConstraint(
                name="a_refund_returns_something", condition=models.Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="a_refund_in_doubt_is_asked_about",
                condition=~models.Q(state="pending") | models.Q(next_look_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    def wanted(self) -> contract.Refund:
        """Return the request for it, in the gateways' words."""
        return contract.Refund(
            id=self.pk,
            reference=self.reference,
            charge=self.payment.charge(),
            transaction=self.payment.transaction,
            amount=self.amount,
            reason=self.reason,
            number=self.number,
        )

    def move_to(self, state: State, *, reason: str = "", doubted: bool = False) -> None:
        """Move and save every field, or raise IllegalMove. The only place that writes `state`.

        `doubted`: the gateway goes on being asked whether that is the end.
        """
        before = self.State(self.state)
        if state not in self.MOVES[before]:
            raise IllegalMove(f"refund {self.reference}: {before} -> {state}")
        self.state = state
        self.settled_at = Now()
        if not doubted:
            self.next_look_at = None
        self.save()
        record("refund", self.pk, before=before, after=state, reason=reason)
