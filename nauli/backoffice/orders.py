"""Orders with their lines and their payments."""

from __future__ import annotations

from django.contrib.admin import DateFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from nauli.backoffice.payments import PAYMENT_COLOURS
from nauli.backoffice.read_only import ReadOnly, Table, shown
from nauli.orders.models import Line, Order
from nauli.payments.models import Payment

ORDER_COLOURS = {"open": "info", "paid": "success", "cancelled": "warning", "expired": "warning"}


class _Lines(Table):
    model = Line
    fields = ("name", "quantity", "unit_price_shown", "total_shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Line]:
        lines: QuerySet[Line] = super().get_queryset(request)
        return lines.select_related("order")  # which knows their currency

    @shown("Unit price")
    def unit_price_shown(self, line: Line) -> str:
        return line.unit_price(line.order.currency).spoken()

    @shown("Total")
    def total_shown(self, line: Line) -> str:
        return line.total(line.order.currency).spoken()


class _Payments(Table):
    model = Payment
    fields = ("reference", "state_shown", "amount_shown", "payer", "created_at")
    ordering = ("created_at", "pk")
    hide_title = False

    @shown("State", label=PAYMENT_COLOURS)
    def state_shown(self, payment: Payment) -> str:
        return payment.state

    @shown("Amount")
    def amount_shown(self, payment: Payment) -> str:
        return payment.amount.spoken()


class OrderPages(ReadOnly):
    list_display = ("number", "status_shown", "total_shown", "customer", "created_at", "paid_at")
    list_filter = ("status", ("created_at", DateFieldListFilter))
    list_select_related = ("customer",)
    search_fields = (
        "number",
        "id",
        "customer__name",
        "customer__phone",
        "payments__reference",
    )
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": (("number", "status_shown"), ("customer", "total_shown"), "id")}),
        ("Times", {"fields": (("created_at", "expires_at"), "paid_at")}),
    )
    inlines = (_Lines, _Payments)

    @shown("Status", label=ORDER_COLOURS, ordering="status")
    def status_shown(self, order: Order) -> str:
        return order.status

    @shown("Total", ordering="total_minor")
    def total_shown(self, order: Order) -> str:
        return order.total.spoken()


class LinePages(ReadOnly):
    list_display = ("name", "quantity", "unit_price_shown", "order")
    list_select_related = ("order", "product", "booking")
    search_fields = ("name", "order__number")
    ordering = ("-pk",)
    fields = ("order", "position", "product", "booking", "name", "quantity", "unit_price_shown")

    @shown("Unit price")
    def unit_price_shown(self, line: Line) -> str:
        return line.unit_price(line.order.currency).spoken()
