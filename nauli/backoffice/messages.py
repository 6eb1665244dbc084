"""What customers were told, and what the carriers said became of it."""

from __future__ import annotations

from django.contrib.admin import DateFieldListFilter
from django.urls import reverse
from django.utils.html import format_html

from nauli.backoffice.read_only import ReadOnly, shown
from nauli.notifications.models import Message, Receipt

MESSAGE_COLOURS = {"queued": "info", "sent": "success", "delivered": "success", "failed": "danger"}
# Where the facts are that topics are named for.
_PAGES = {
    "payment": "admin:payments_payment_change",
    "refund": "admin:refunds_refund_change",
}


class MessagePages(ReadOnly):
    list_display = ("topic", "channel", "to", "state_shown", "attempts", "failure", "created_at")
    list_filter = ("state", "channel", ("created_at", DateFieldListFilter))
    search_fields = ("to", "fact", "carrier_id", "topic")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {"fields": (("topic", "channel", "state_shown"), ("to", "language"), "its_subject")},
        ),
        ("What it says", {"fields": ("subject", "text")}),
        (
            "How it went",
            {
                "fields": (
                    ("attempts", "due_at"),
                    ("created_at", "sent_at", "ended_at"),
                    "carrier_id",
                    "failure",
                )
            },
        ),
    )

    @shown("State", label=MESSAGE_COLOURS, ordering="state")
    def state_shown(self, message: Message) -> str:
        return message.state

    @shown("About")
    def its_subject(self, message: Message) -> str:
        subject = message.topic.partition("_")[0]
        if subject not in _PAGES:
            return message.fact
        page = reverse(_PAGES[subject], args=[message.fact])
        return format_html('<a href="{}" class="text-primary-600">its {}</a>', page, subject)


class ReceiptPages(ReadOnly):
    list_display = ("carrier_id", "status", "reason", "received_at", "processed_at")
    list_filter = (("received_at", DateFieldListFilter),)
    search_fields = ("carrier_id", "=status")
    ordering = ("-pk",)
    fields = ("carrier_id", ("status", "reason"), "raw", ("received_at", "due_at", "processed_at"))

    @shown("As it came")
    def raw(self, receipt: Receipt) -> str:
        return bytes(receipt.body).decode("utf-8", "replace")
