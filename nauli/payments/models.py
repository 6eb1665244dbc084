"""Attempts to collect an order's total, and every word exchanged with a gateway about them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from nauli.gateways.contract import Charge
from nauli.kit.money import Money
from nauli.kit.references import payment_reference
from nauli.orders.models import IllegalMove, Order
from nauli.record.models import record


class Payment(models.Model):
    """One attempt to collect an order's total through one gateway.

    PENDING ──> SUCCEEDED ──> REVERSED    (the gateway took the money back)
       ├──────> FAILED ─────> SUCCEEDED   (late money: the gateway changed its mind)
       │           └────────> CANCELLED   (only an event said so, and nobody waits any longer)
       ├──────> CANCELLED ──> SUCCEEDED   (late money: it was approved all the same)
       │           └────────> FAILED      (nothing came of it, as was hoped)
       └──────> SET_ASIDE ──> REVERSED    (what was told does not match; a person decides)
    """

    class State(models.TextChoices):
        PENDING = "pending"  # the gateway was asked, or is about to be; doubt lives here
        SUCCEEDED = "succeeded"  # the gateway says that the money is ours
        FAILED = "failed"  # the gateway says that it will never be
        CANCELLED = "cancelled"  # the customer has moved on; the gateway is asked until it is sure
        SET_ASIDE = "set_aside"  # amount or currency do not match; the sweep asks no more
        REVERSED = "reversed"  # the gateway took the money back after it had come

    MOVES = {
        State.PENDING: {State.SUCCEEDED, State.FAILED, State.CANCELLED, State.SET_ASIDE},
        State.FAILED: {State.SUCCEEDED, State.CANCELLED, State.SET_ASIDE},
        State.CANCELLED: {State.SUCCEEDED, State.FAILED, State.SET_ASIDE},
        State.SET_ASIDE: {State.REVERSED},
        State.SUCCEEDED: {State.REVERSED},
        State.REVERSED: set(),
    }

    # The gateway knows the payment by this id (MTN's X-Reference-Id), a person by the reference.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=50, unique=True, default=payment_reference)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=16)  # E.164
    transaction = models.CharField(max_length=64, blank=True)  # the gateway's own number
    failure_code = models.CharField(max_length=40, blank=True)  # one of gateways.contract.FAILURES
    failure_message = models.CharField(max_length=300, blank=True)  # the gateway's own words
    # Where the money lies in the ledger once it came: "orders", "unapplied" or "suspense".
    booked_to = models.CharField(max_length=60, blank=True)
    # What came, which is not what was asked for where it lies in suspense; zero before.
    captured_minor = models.BigIntegerField(default=0)
    captured_currency = models.CharField(max_length=3, blank=True)
    # Of that, what has gone back by refunds or is on its way back.
    returned_minor = models.BigIntegerField(default=0)
    # The gateway's page where the customer pays: it tells the address once and never again.
    checkout_url = models.CharField(max_length=500, blank=True)
    # Where that page's visitor goes in the end, by the merchant's wish; empty: to our own page.
    return_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)
    # When the gateway said that nobody can pay it any more.
    closed_at = models.DateTimeField(null=True, blank=True)
    # When the gateway itself, asked by us, last said the state that the payment has.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # When the gateway first said that it has the request. From then on it is no news of its end
    # where the gateway says that it knows nothing of it.
    accepted_at = models.DateTimeField(null=True, blank=True)
    # When it was sent once more because the gateway had never heard of it.
    resent_at = models.DateTimeField(null=True, blank=True)
    # When somebody else last said that there is news. Until it was asked about, the asking goes on.
    news_at = models.DateTimeField(null=True, blank=True)
    looks = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    next_look_at = models.DateTimeField(null=True, blank=True)  # null: nobody asks any more

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "id"]),
            models.Index(name="payments_by_state", fields=["state", "created_at", "id"]),
            models.Index(
                name="payments_to_look_at",
                fields=["next_look_at"],
                condition=models.Q(next_look_at__isnull=False),
            ),
            models.Index(
                name="payments_owed_back",
                fields=["created_at"],
                condition=models.Q(booked_to="unapplied", returned_minor=0),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_live_payment_per_order",
                fields=["order"],
                condition=models.Q(state="pending"),
            ),
            models.UniqueConstraint(
                name="one_payment_pays_an_order",
                fields=["order"],
                condition=models.Q(booked_to="orders"),
            ),
            models.UniqueConstraint(
                name="one_payment_per_gateway_transaction",
                fields=["gateway", "transaction"],
                condition=~models.Q(transaction=""),
            ),
            models.CheckConstraint(
                name="a_payment_is_in_a_known_state",
                condition=models.Q(
                    state__in=[
                        "pending",
                        "succeeded",
                        "failed",
                        "cancelled",
                        "set_aside",
                        "reversed",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="a_payment_collects_something", condition=models.Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="money_that_came_is_booked",
                condition=~models.Q(state="succeeded") | ~models.Q(booked_to=""),
            ),
            models.CheckConstraint(
                name="what_is_booked_was_captured",
                condition=models.Q(booked_to="", captured_minor=0)
                | ~models.Q(booked_to="") & models.Q(captured_minor__gt=0),
            ),
            models.CheckConstraint(
                name="no_more_is_returned_than_was_captured",
                condition=models.Q(returned_minor__gte=0)
                & models.Q(returned_minor__lte=models.F("captured_minor")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def captured(self) -> Money | None:
        """Return what came, or None where nothing has."""
        return Money(self.captured_minor, self.captured_currency) if self.booked_to else None

    @property
    def returned(self) -> Money:
        """Return what has gone back, or is about to."""
        return Money(self.returned_minor, self.captured_currency or self.currency)

    @property
    def final(self) -> bool:
        return self.state in {self.State.SUCCEEDED, self.State.FAILED}

    @property
    def in_doubt(self) -> bool:
        """Say whether the gateway has yet to say what became of it."""
        return self.state in {self.State.PENDING, self.State.CANCELLED}

    @property
    def unconfirmed(self) -> bool:
        """Say whether only somebody else said how it ended; the gateway is asked until it says."""
        return self.final and self.confirmed_at is None

    @property
    def has_open_page(self) -> bool:
        """Say whether its customer knows a page on which it can be paid, as far as we know."""
        return bool(self.checkout_url) and self.closed_at is None

    @property
    def may_be_tried_again(self) -> bool:
        """Say whether it failed on a page, where it may yet be paid under the same reference.

        A page that was closed counts too: what was paid there in the last moment may turn up.
        """
        failed = self.state == self.State.FAILED and self.confirmed_at is not None
        return failed and bool(self.checkout_url)

    @property
    def may_be_given_up(self) -> bool:
        """Say whether its customer may move on from it: what the gateway is sure of has ended."""
        failed = self.state == self.State.FAILED
        return self.state == self.State.PENDING or (failed and self.unconfirmed)

    @property
    def news_since_looked(self) -> bool:
        """Say whether there was news after the gateway was last asked: its answer may be older."""
        if self.news_at is None:
            return False
        return self.looked_at is None or self.news_at > self.looked_at

    @property
    def confirmed_success(self) -> bool:
        """Say whether the gateway itself, asked by us, said that the money is ours."""
        return self.state == self.State.SUCCEEDED and self.confirmed_at is not None

    def charge(self) -> Charge:
        """Return the request for this money, in the gateways' words."""
        return Charge(
            id=self.pk,
            order_id=self.order_id,
            reference=self.reference,
            amount=self.amount,
            payer=self.payer,
            note="",
        )

    def move_to(self, state: State, *, reason: str = "") -> None:
        """Move and save every field, or raise IllegalMove. The only place that writes `state`."""
        before = self.State(self.state)
        if state not in self.MOVES[before]:
            raise IllegalMove(f"payment {self.reference}: {before} -> {state}")
        self.state = state
        self.settled_at = Now()
        self.save()
        record("payment", self.pk, before=before, after=state, reason=reason)


class Exchange(models.Model):
    """One request to a gateway and its answer, without secrets: written before, completed after."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="exchanges")
    # The refund of the payment that it is about, if it is about one.
    refund = models.UUIDField(null=True, blank=True)
    operation = models.CharField(max_length=40)  # "requesttopay", "status", "token"
    method = models.CharField(max_length=8)
    url = models.CharField(max_length=300)
    headers = models.JSONField()
    body = models.TextField(blank=True)
    started_at = models.DateTimeField(db_default=Now())
    # All three stay empty where the process died in between: then nobody knows.
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["payment", "id"])]

    def __str__(self) -> str:
        return f"{self.operation} -> {self.status or self.error or '?'}"

    @property
    def took_ms(self) -> int | None:
        if not isinstance(self.ended_at, datetime):
            return None
        return round((self.ended_at - self.started_at).total_seconds() * 1000)
