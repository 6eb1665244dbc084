"""What waits for a person, and how it was decided."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import DateFieldListFilter, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from nauli.backoffice.read_only import ReadOnly, shown
from nauli.cases.models import Case


class _State(SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401, ARG002 - Django's signature
        return [("open", "open"), ("closed", "closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 - Django's signature
        chosen = self.value()
        return queryset.filter(closed_at__isnull=chosen == "open") if chosen else queryset


class CasePages(ReadOnly):
    list_display = ("pk", "kind", "amount_shown", "payment_shown", "detail", "created_at", "ended")
    list_filter = (_State, "kind", ("created_at", DateFieldListFilter))
    search_fields = ("fact", "payment", "order", "detail")
    ordering = ("-pk",)
    fields = (
        ("kind", "amount_shown"),
        "detail",
        "payment_shown",
        ("created_at", "closed_at"),
        "resolution",
    )

    @shown("Amount")
    def amount_shown(self, case: Case) -> str:
        return case.amount.spoken() if case.amount else "-"

    @shown("Payment")
    def payment_shown(self, case: Case) -> str:
        if case.payment is None:
            return "-"
        url = reverse("admin:payments_payment_change", args=[case.payment])
        return format_html('<a href="{}">{}</a>', url, case.payment)

    @shown("Decided")
    def ended(self, case: Case) -> str:
        return case.resolution or "open"
