"""Double entry. Rows are only ever added; the database refuses a transfer that does not balance."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from nauli.kit.money import Money


class Transfer(models.Model):
    """One movement of money, keyed by its cause, so that no cause is ever booked twice."""

    key = models.CharField(max_length=120, unique=True)  # "payment/NAU-..."
    description = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.key


class Side(models.TextChoices):
    DEBIT = "debit"
    CREDIT = "credit"


class Entry(models.Model):
    """One line of a transfer. Debits and credits of a transfer are equal in each currency."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(max_length=60)  # see nauli/ledger/accounts.py
    side = models.CharField(max_length=6, choices=Side.choices)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["account", "currency", "id"])]
        constraints = [
            models.CheckConstraint(
                name="an_entry_moves_something", condition=models.Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="an_entry_is_debit_or_credit", condition=models.Q(side__in=Side.values)
            ),
            models.UniqueConstraint(
                name="an_account_stands_once_on_each_side_of_a_transfer",
                fields=["transfer", "account", "side", "currency"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.account} {self.amount}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
