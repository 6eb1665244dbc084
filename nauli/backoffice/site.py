"""The back office: one place, staff only, everything to be seen and nothing to be changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from nauli.backoffice.overview import overview
from nauli.backoffice.read_only import ReadOnly

# Groups of the side bar: (heading, ((title, icon, where), ...)).
_NAVIGATION = (
    ("", (("Overview", "home", "index"), ("Cases", "front_hand", "cases_case_changelist"))),
    (
        "Sales",
        (
            ("Orders", "shopping_bag", "orders_order_changelist"),
            ("Payments", "payments", "payments_payment_changelist"),
            ("Refunds", "undo", "refunds_refund_changelist"),
            ("Customers", "group", "customers_customer_changelist"),
            ("Products", "inventory_2", "catalog_product_changelist"),
        ),
    ),
    (
        "Stays",
        (
            ("The desk", "room_service", "web:desk"),
            ("Bookings", "luggage", "travel_booking_changelist"),
            ("Listings", "cottage", "travel_listing_changelist"),
            ("Nights sold", "bedtime", "travel_night_changelist"),
            ("Closures", "event_busy", "travel_closure_changelist"),
            ("Policies", "policy", "travel_policy_changelist"),
            ("Reviews", "reviews", "travel_review_changelist"),
        ),
    ),
    (
        "Books",
        (
            ("Ledger transfers", "account_balance", "ledger_transfer_changelist"),
            ("Ledger entries", "receipt_long", "ledger_entry_changelist"),
            ("Record of changes", "history", "record_change_changelist"),
        ),
    ),
    (
        "News",
        (
            ("Messages", "sms", "notifications_message_changelist"),
            ("Delivery receipts", "mark_email_read", "notifications_receipt_changelist"),
        ),
    ),
    (
        "Doors",
        (
            ("Gateway exchanges", "swap_horiz", "payments_exchange_changelist"),
            ("Events received", "move_to_inbox", "webhooks_event_changelist"),
            ("Idempotency keys", "repeat_one", "idempotency_key_changelist"),
            ("API keys", "key", "access_apikey_changelist"),
            ("Limits", "speed", "limits_tally_changelist"),
        ),
    ),
)


class BackOffice(UnfoldAdminSite):  # type: ignore[misc]  # unfold ships no types
    """Unfold's site with our pages and our words; it takes no page that could change anything."""

    index_title = "Overview"
    index_template = "backoffice/overview.html"
    enable_nav_sidebar = True

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[Any] | None = None,
        **options: object,
    ) -> None:
        """Take read-only pages. Django's own, for accounts, come uninvited and are left out."""
        if admin_class is not None and issubclass(admin_class, ReadOnly):
            super().register(model_or_iterable, admin_class, **options)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response: HttpResponse = super().index(request, {**overview(), **(extra_context or {})})
        return response

    def extra_context(self, context: dict[str, Any], request: HttpRequest) -> dict[str, Any]:  # noqa: ARG002 - unfold's hook
        """Put our words where unfold would read a setting."""
        return {
            **context,
            "site_title": "Nauli",
            "site_header": settings.MERCHANT_NAME,
            "site_subheader": "live" if settings.LIVE else "test mode",
            "site_symbol": "sailing",
            "site_url": None,
            "show_history": False,
            "show_view_on_site": False,
            "site_favicons": [
                {"rel": "icon", "href": static("backoffice/icon.svg"), "type": "image/svg+xml"}
            ],
            "styles": [static("backoffice/backoffice.css")],
        }

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        groups = [
            {
                "title": heading,
                "items": [
                    {"title": title, "icon": icon, "link": self._address(where)}
                    for title, icon, where in items
                ],
            }
            for heading, items in _NAVIGATION
        ]
        for group in groups:
            group["items"] = self._get_navigation_items(request, group["items"])
        return groups

    def _address(self, where: str) -> str:
        """Return where a page is: of the back office, unless it names another part of ours."""
        return reverse(where if ":" in where else f"{self.name}:{where}")
