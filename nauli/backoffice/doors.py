"""Who may come in and how often, what came in by itself, and which answers are kept."""

from __future__ import annotations

from django.contrib.admin import DateFieldListFilter

from nauli.access.models import ApiKey
from nauli.backoffice.read_only import ReadOnly, shown
from nauli.idempotency.models import Key
from nauli.webhooks.models import Event

EVENT_COLOURS = {"received": "info", "processed": "success", "set_aside": "warning"}


class EventPages(ReadOnly):
    list_display = ("door_shown", "state_shown", "payment", "note", "received_at")
    list_filter = ("state", ("received_at", DateFieldListFilter))
    list_select_related = ("payment",)
    search_fields = ("door", "payment__reference", "payment__id", "digest")
    ordering = ("-pk",)
    fields = (
        ("door", "state_shown"),
        "payment",
        "note",
        "raw",
        "digest",
        ("received_at", "due_at", "processed_at"),
    )

    @shown("Door", ordering="door")
    def door_shown(self, event: Event) -> str:
        name, slash, _ = event.door.partition("/")
        return f"{name}, {'unsigned' if slash else 'signed'}"

    @shown("State", label=EVENT_COLOURS, ordering="state")
    def state_shown(self, event: Event) -> str:
        return event.state

    @shown("As it came")
    def raw(self, event: Event) -> str:
        return bytes(event.body).decode("utf-8", "replace")


class ApiKeyPages(ReadOnly):
    list_display = ("name", "begins_with", "may", "live", "created_at", "revoked_at")
    list_filter = (("revoked_at", DateFieldListFilter),)
    search_fields = ("name", "hint")
    ordering = ("-pk",)
    fields = ("name", "begins_with", "may", ("created_at", "revoked_at"))

    @shown("Begins with")
    def begins_with(self, key: ApiKey) -> str:
        return f"{key.hint}…"

    @shown("May")
    def may(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @shown("State", label={"live": "success", "revoked": "warning"})
    def live(self, key: ApiKey) -> str:
        return "revoked" if key.revoked_at else "live"


class KeyPages(ReadOnly):
    list_display = ("key", "scope", "status", "subject", "created_at")
    list_filter = ("status", ("created_at", DateFieldListFilter))
    search_fields = ("key", "subject")
    ordering = ("-pk",)
    fields = (
        ("key", "scope"),
        ("subject", "location"),
        ("status", "lease_until"),
        "answer",
        "fingerprint",
        "created_at",
    )

    @shown("Answer, as it is replayed")
    def answer(self, key: Key) -> str:
        return bytes(key.body or b"").decode("utf-8", "replace")


class TallyPages(ReadOnly):
    list_display = ("thing", "count", "ends_at")
    search_fields = ("thing",)
    ordering = ("-count",)
    fields = ("thing", "count", "ends_at")
