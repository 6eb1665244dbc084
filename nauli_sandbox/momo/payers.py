"""What a payer is going to do. MTN's magic numbers, handsets that wait, and everybody else.

Source: momodeveloper.mtn.com/content/html_widgets/881wm.html (magic numbers); times as recorded
by those who called them, shortened where nobody learns from waiting.
"""

from __future__ import annotations

from dataclasses import dataclass

from nauli_sandbox.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`status` now, and `next_status` for `next_reason` after so many seconds."""

    status: str = "PENDING"
    after_seconds: float
    next_status: str = "FAILED"
    next_reason: str = ""
    prompted: bool = False


def plan(payer: str, *, waits: bool, settings: Settings) -> Plan:
    """Say what becomes of a charge on this payer. `waits`: a person answers on the handset."""
    if waits:
        return Plan(
            after_seconds=settings.momo_prompt_seconds, next_reason="EXPIRED", prompted=True
        )
    magic = {
        "46733123450": Plan(after_seconds=0, next_reason="INTERNAL_PROCESSING_ERROR"),
        "46733123451": Plan(after_seconds=0, next_reason="APPROVAL_REJECTED"),
        "46733123452": Plan(after_seconds=0, next_reason="EXPIRED"),
        "46733123453": Plan(after_seconds=settings.momo_ongoing_seconds, next_reason="EXPIRED"),
        "46733123454": Plan(
            status="CREATED",
            after_seconds=settings.momo_delayed_seconds,
            next_status="SUCCESSFUL",
        ),
    }
    usual = Plan(after_seconds=settings.momo_approve_seconds, next_status="SUCCESSFUL")
    return magic.get(payer, usual)
