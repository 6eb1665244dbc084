"""Payments, each with its whole story, and every word exchanged with a gateway."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import DateFieldListFilter, SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from nauli.backoffice.read_only import ReadOnly, shown
from nauli.backoffice.refunds import RefundsOfPayment
from nauli.backoffice.story import story_of
from nauli.payments.models import Exchange, Payment

PAYMENT_COLOURS = {
    "pending": "info",
    "succeeded": "success",
    "failed": "danger",
    "cancelled": "warning",
    "set_aside": "warning",
    "reversed": "danger",
}
_FAILURE = "Why it failed"
_PAGE = "The gateway's page"


class PaymentPages(ReadOnly):
    list_display = (
        "reference",
        "state_shown",
        "amount_shown",
        "booked_to",
        "order",
        "payer",
        "created_at",
        "failure_shown",
    )
    list_filter = ("state", ("created_at", DateFieldListFilter))
    list_select_related = ("order",)
    search_fields = (
        "reference",
        "id",
        "transaction",
        "payer",
        "order__number",
        "order__customer__phone",
    )
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("reference", "state_shown"),
                    ("amount_shown", "booked_to"),
                    ("captured_shown", "returned_shown"),
                    ("order", "payer"),
                    ("gateway", "transaction"),
                    "id",
                )
            },
        ),
        (_PAGE, {"fields": ("checkout_shown", ("return_url", "closed_at"))}),
        (_FAILURE, {"fields": ("failure_shown",)}),
        (
            "Times",
            {
                "fields": (
                    ("created_at", "settled_at", "confirmed_at"),
                    ("looks", "looked_at"),
                    ("next_look_at", "resent_at"),
                )
            },
        ),
    )
    inlines = (RefundsOfPayment,)
    change_form_outer_before_template = "backoffice/standing.html"
    change_form_outer_after_template = "backoffice/story.html"

    def get_fieldsets(self, request: HttpRequest, obj: Payment | None = None) -> list[Any]:
        """Say why it failed where it has, and where it is paid where there is a page for it."""
        empty = set()
        if obj is None or not obj.failure_code:
            empty.add(_FAILURE)
        if obj is None or not (obj.checkout_url or obj.return_url or obj.closed_at):
            empty.add(_PAGE)
        return [one for one in super().get_fieldsets(request, obj) if one[0] not in empty]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show where the payment stands, then itself, then all that is known of it, in order."""
        payment = self.get_object(request, object_id)
        story = story_of(payment) if payment and self.has_view_permission(request) else None
        context = {**(extra_context or {}), "story": story}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    @shown("State", label=PAYMENT_COLOURS, ordering="state")
    def state_shown(self, payment: Payment) -> str:
        return payment.state

    @shown("Amount", ordering="amount_minor")
    def amount_shown(self, payment: Payment) -> str:
        return payment.amount.spoken()

    @shown("Came")
    def captured_shown(self, payment: Payment) -> str:
        return payment.captured.spoken() if payment.captured else "-"

    @shown("Gone back, or about to")
    def returned_shown(self, payment: Payment) -> str:
        return payment.returned.spoken() if payment.returned_minor else "-"

    @shown("Where it is paid")
    def checkout_shown(self, payment: Payment) -> str:
        # As text: whoever opens it could pay in the customer's place.
        return payment.checkout_url or "-"

    @shown("Failure")
    def failure_shown(self, payment: Payment) -> str:
        return ": ".join(filter(None, (payment.failure_code, payment.failure_message))) or "-"


class _Answered(SimpleListFilter):
    title = "answer"
    parameter_name = "answer"
    _CHOICES = {
        "ok": Q(status__lt=400),
        "refused": Q(status__gte=400),
        "none": Q(status=None),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401, ARG002 - Django's signature
        return [("ok", "below 400"), ("refused", "400 and above"), ("none", "none came")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 - Django's signature
        chosen = self._CHOICES.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


class ExchangePages(ReadOnly):
    list_display = ("operation", "status_shown", "payment", "took_shown", "started_at")
    list_filter = (_Answered, ("started_at", DateFieldListFilter))
    list_select_related = ("payment",)
    search_fields = ("operation", "payment__reference", "payment__id", "url")
    ordering = ("-pk",)
    fields = (
        "payment",
        ("operation", "method", "status_shown"),
        "url",
        "headers",
        "body",
        "answer",
        "error",
        ("started_at", "ended_at", "took_shown"),
    )

    @shown("Answer")
    def status_shown(self, exchange: Exchange) -> str:
        return str(exchange.status or exchange.error or "none is known")

    @shown("Took")
    def took_shown(self, exchange: Exchange) -> str:
        return "-" if exchange.took_ms is None else f"{exchange.took_ms} ms"
