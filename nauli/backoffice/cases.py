"""What waits for a person, and how it was decided."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from django.contrib.admin import DateFieldListFilter, SimpleListFilter
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from nauli.backoffice.read_only import ReadOnly, shown
from nauli.cases.models import Case
from nauli.kit.money import Money
from nauli.payments.models import Payment

# The kinds of a case whose money lies in our books and belongs to somebody else.
_HOLDS_MONEY = {Case.Kind.UNAPPLIED, Case.Kind.MISMATCH}


class _State(SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401, ARG002 - Django's signature
        return [("open", "open"), ("closed", "closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 - Django's signature
        chosen = self.value()
        return queryset.filter(closed_at__isnull=chosen == "open") if chosen else queryset


class _Seen(Protocol):
    """A case with what is known of its payment."""

    payment: UUID | None
    currency: str
    payment_reference: str | None
    about_minor: int | None
    about_currency: str


class CasePages(ReadOnly):
    list_display = (
        "number",
        "kind",
        "amount_shown",
        "payment_shown",
        "detail",
        "created_at",
        "ended",
    )
    list_filter = (_State, "kind", ("created_at", DateFieldListFilter))
    search_fields = ("fact", "payment", "order", "detail")
    ordering = ("-pk",)
    fields = (
        ("kind", "amount_shown"),
        "detail",
        "payment_shown",
        ("created_at", "closed_at"),
        "resolution",
        "to_return_it",
        "to_end_it",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Bring what is shown of a case's payment along; a case keeps no more of it than its id."""
        cases: QuerySet[Case] = super().get_queryset(request)
        payment = Payment.objects.filter(pk=OuterRef("payment"))
        return cases.annotate(
            payment_reference=Subquery(payment.values("reference")[:1]),
            about_minor=Coalesce(F("amount_minor"), Subquery(payment.values("amount_minor")[:1])),
            about_currency=Subquery(payment.values("currency")[:1]),
        )

    def get_fields(
        self, request: HttpRequest, obj: Case | None = None
    ) -> list[str | tuple[str, ...]]:
        """Leave out how to end what has ended, and how to return what is not there."""
        left_out = set()
        if obj is not None and obj.closed_at is not None:
            left_out = {"to_end_it", "to_return_it"}
        elif obj is None or obj.kind not in _HOLDS_MONEY:
            left_out = {"to_return_it"}
        return [field for field in super().get_fields(request, obj) if field not in left_out]

    @shown("Number", ordering="pk")
    def number(self, case: Case) -> str:
        return str(case.pk)

    @shown("Amount")
    def amount_shown(self, case: _Seen) -> str:
        if case.about_minor is None:
            return "-"
        return Money(case.about_minor, case.currency or case.about_currency).spoken()

    @shown("Payment")
    def payment_shown(self, case: _Seen) -> str:
        if case.payment_reference is None:
            return "-"
        url = reverse("admin:payments_payment_change", args=[case.payment])
        return format_html(
            '<a href="{}" class="text-primary-600 font-medium">{}</a>', url, case.payment_reference
        )

    @shown("Decided")
    def ended(self, case: Case) -> str:
        return case.resolution or "open"

    @shown("Return its money with")
    def to_return_it(self, case: Case) -> str:
        return f"nauli cases refund {case.pk}, which ends the case once all of it has gone back"

    @shown("End it with")
    def to_end_it(self, case: Case) -> str:
        return f'nauli cases close {case.pk} --resolution "what was decided"'
