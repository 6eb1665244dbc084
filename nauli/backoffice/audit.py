"""When the invariants were last looked at, and how many were violated."""

from __future__ import annotations

from nauli.backoffice.read_only import ReadOnly


class LastAuditPages(ReadOnly):
    list_display = ("started_at", "ended_at", "violated")
    ordering = ("pk",)
