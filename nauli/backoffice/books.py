"""The ledger, and the record of every change of state."""

from __future__ import annotations

from django.contrib.admin import DateFieldListFilter

from nauli.backoffice.read_only import ReadOnly, Table, shown
from nauli.ledger.models import Entry


class _Entries(Table):
    model = Entry
    fields = ("account", "side", "amount_shown")

    @shown("Amount")
    def amount_shown(self, entry: Entry) -> str:
        return entry.amount.spoken()


class TransferPages(ReadOnly):
    list_display = ("key", "description", "created_at")
    list_filter = (("created_at", DateFieldListFilter),)
    search_fields = ("key", "description")
    ordering = ("-pk",)
    inlines = (_Entries,)


class EntryPages(ReadOnly):
    list_display = ("transfer", "account", "debit", "credit", "booked_at")
    list_filter = ("side", ("transfer__created_at", DateFieldListFilter))
    list_select_related = ("transfer",)
    search_fields = ("transfer__key", "account")
    ordering = ("-pk",)
    fields = ("transfer", "account", ("debit", "credit"), "booked_at")

    @shown("Debit")
    def debit(self, entry: Entry) -> str:
        return entry.amount.spoken() if entry.side == "debit" else ""

    @shown("Credit")
    def credit(self, entry: Entry) -> str:
        return entry.amount.spoken() if entry.side == "credit" else ""

    @shown("Booked at", ordering="transfer__created_at")
    def booked_at(self, entry: Entry) -> object:
        return entry.transfer.created_at


class ChangePages(ReadOnly):
    list_display = ("at", "subject", "subject_id", "before", "after", "actor", "reason")
    list_filter = (("at", DateFieldListFilter),)
    search_fields = ("=subject", "subject_id", "actor", "request_id", "reason")
    ordering = ("-pk",)
