"""Orders with their lines and their payments."""

from __future__ import annotations

from uuid import UUID

from django.contrib.admin import DateFieldListFilter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from nauli.backoffice.payments import PAYMENT_COLOURS
from nauli.backoffice.read_only import ReadOnly, Table, shown
from nauli.kit.qr import qr_svg
from nauli.orders.address import address_of
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
        ("Its page, for its customer", {"fields": ("page_shown", "qr_shown")}),
        ("Times", {"fields": (("created_at", "expires_at"), "paid_at")}),
    )
    inlines = (_Lines, _Payments)

    def get_urls(self) -> list[URLPattern]:
        """Add the picture of the link, which is a file of its own."""
        picture = path(
            "<uuid:order>/payment-link.svg",
            self.admin_site.admin_view(_payment_link),
            name="orders_order_payment_link",
        )
        return [picture, *super().get_urls()]

    @shown("Address")
    def page_shown(self, order: Order) -> str:
        """Show the address, to be sent to the customer alone: whoever knows it sees the order."""
        address = address_of(order)
        if not address:
            return "Nobody outside can reach it: NAULI_PUBLIC_URL is not set."
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', address)

    @shown("The same to be scanned")
    def qr_shown(self, order: Order) -> str:
        if not address_of(order):
            return "-"
        where = reverse("admin:orders_order_payment_link", args=[order.pk])
        return format_html(
            '<img class="qr" src="{}" alt="The page\'s address as a QR code">', where
        )

    @shown("Status", label=ORDER_COLOURS, ordering="status")
    def status_shown(self, order: Order) -> str:
        return order.status

    @shown("Total", ordering="total_minor")
    def total_shown(self, order: Order) -> str:
        return order.total.spoken()


def _payment_link(_: HttpRequest, order: UUID) -> HttpResponse:
    found = Order.objects.filter(pk=order).first()
    address = address_of(found) if found else ""
    if not found or not address:
        raise Http404
    picture = qr_svg(address, title=f"Order {found.number}")
    return HttpResponse(picture, content_type="image/svg+xml")


class LinePages(ReadOnly):
    list_display = ("name", "quantity", "unit_price_shown", "order")
    list_select_related = ("order", "product", "booking")
    search_fields = ("name", "order__number")
    ordering = ("-pk",)
    fields = ("order", "position", "product", "booking", "name", "quantity", "unit_price_shown")

    @shown("Unit price")
    def unit_price_shown(self, line: Line) -> str:
        return line.unit_price(line.order.currency).spoken()
