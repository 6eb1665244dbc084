"""Money on its way back: each refund, and its payment's whole story."""

from __future__ import annotations

from django.contrib.admin import DateFieldListFilter

from nauli.backoffice.read_only import ReadOnly, Table, shown
from nauli.refunds.models import Refund

REFUND_COLOURS = {"pending": "info", "succeeded": "success", "failed": "danger"}


def _failure(refund: Refund) -> str:
    return ": ".join(filter(None, (refund.failure_code, refund.failure_message))) or "-"


class RefundsOfPayment(Table):
    model = Refund
    fields = ("reference", "state_shown", "amount_shown", "reason", "failure_shown", "created_at")
    ordering = ("created_at", "pk")
    hide_title = False

    @shown("State", label=REFUND_COLOURS)
    def state_shown(self, refund: Refund) -> str:
        return refund.state

    @shown("Amount")
    def amount_shown(self, refund: Refund) -> str:
        return refund.amount.spoken()

    @shown("Failure")
    def failure_shown(self, refund: Refund) -> str:
        return _failure(refund)


class RefundPages(ReadOnly):
    list_display = (
        "reference",
        "state_shown",
        "amount_shown",
        "payment",
        "reason",
        "created_at",
        "failure_shown",
    )
    list_filter = ("state", ("created_at", DateFieldListFilter))
    list_select_related = ("payment",)
    search_fields = (
        "reference",
        "id",
        "number",
        "payment__reference",
        "payment__order__number",
        "payment__payer",
    )
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("reference", "state_shown"),
                    ("amount_shown", "source"),
                    ("payment", "number"),
                    ("reason", "failure_shown"),
                    "id",
                )
            },
        ),
        (
            "Times",
            {
                "fields": (
                    ("created_at", "sent_at", "accepted_at"),
                    ("settled_at", "looks"),
                    ("looked_at", "next_look_at"),
                )
            },
        ),
    )

    @shown("State", label=REFUND_COLOURS, ordering="state")
    def state_shown(self, refund: Refund) -> str:
        return refund.state

    @shown("Amount", ordering="amount_minor")
    def amount_shown(self, refund: Refund) -> str:
        return refund.amount.spoken()

    @shown("Failure")
    def failure_shown(self, refund: Refund) -> str:
        return _failure(refund)
