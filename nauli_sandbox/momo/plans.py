"""What becomes of a request to pay, a transfer or a refund. MTN's magic values, and everybody else.

Source: momodeveloper.mtn.com/content/html_widgets/881wm.html (magic values); times as recorded
by those who called them, shortened where nobody learns from waiting.
"""

from __future__ import annotations

from dataclasses import dataclass

from nauli_sandbox.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`status` now, and `next_status` for `next_reason` after so many seconds."""

    status: str = "PENDING"
    after_seconds: float = 0.0
    next_status: str = "FAILED"
    next_reason: str = ""
    prompted: bool = False


_FIRST_NUMBER = 46733123450
_ONGOING, _DELAYED = "ongoing", "delayed"
_ALIKE = ("INTERNAL_PROCESSING_ERROR", "APPROVAL_REJECTED", "EXPIRED", _ONGOING, _DELAYED)
_PAYERS = (
    *_ALIKE,
    "PAYER_NOT_FOUND",
    "PAYEE_NOT_ALLOWED_TO_RECEIVE",
    "NOT_ALLOWED",
    "NOT_ALLOWED_TARGET_ENVIRONMENT",
    "INVALID_CALLBACK_URL_HOST",
    "INVALID_CURRENCY",
    "INTERNAL_PROCESSING_ERROR",
    "SERVICE_UNAVAILABLE",
    "COULD_NOT_PERFORM_TRANSACTION",
)
_PAYEES = (
    *_ALIKE,
    "NOT_ENOUGH_FUNDS",
    "PAYER_LIMIT_REACHED",
    "PAYEE_NOT_FOUND",
    "NOT_ALLOWED",
    "NOT_ALLOWED_TARGET_ENVIRONMENT",
    "INVALID_CALLBACK_URL_HOST",
    "INVALID_CURRENCY",
    "INTERNAL_PROCESSING_ERROR",
    "SERVICE_UNAVAILABLE",
)
# MTN numbers them from 1.
_REFUNDS = (
    "RESOURCE_NOT_FOUND",
    "INTERNAL_PROCESSING_ERROR",
    "APPROVAL_REJECTED",
    "EXPIRED",
    _ONGOING,
    _DELAYED,
    "NOT_ALLOWED",
    "NOT_ALLOWED_TARGET_ENVIRONMENT",
    "INVALID_CALLBACK_URL_HOST",
    "INVALID_CURRENCY",
    "INTERNAL_PROCESSING_ERROR",
    "SERVICE_UNAVAILABLE",
    "COULD_NOT_PERFORM_TRANSACTION",
)


def plan_payment(payer: str, *, waits: bool, settings: Settings) -> Plan:
    """Say what becomes of a charge on this payer. `waits`: a person answers on the handset."""
    if waits:
        return Plan(
            after_seconds=settings.momo_prompt_seconds, next_reason="EXPIRED", prompted=True
        )
    return _plan(_magic(_PAYERS, payer, _FIRST_NUMBER), settings, delayed="CREATED")


def plan_transfer(payee: str, *, settings: Settings) -> Plan:
    return _plan(_magic(_PAYEES, payee, _FIRST_NUMBER), settings, delayed="PENDING")


def is_magic_refund(told: str) -> bool:
    """Say whether it is one of MTN's values, a plain number from 1 to 13."""
    return bool(_magic(_REFUNDS, told, 1))


def plan_refund(told: str, *, settings: Settings) -> Plan:
    """Say what becomes of a refund for which this value was told."""
    return _plan(_magic(_REFUNDS, told, 1), settings, delayed="PENDING")


def _magic(words: tuple[str, ...], told: str, first: int) -> str:
    """Return the word for a magic value, or none."""
    values = {str(first + place): word for place, word in enumerate(words)}
    return values.get(told, "")


def _plan(word: str, settings: Settings, *, delayed: str) -> Plan:
    if not word:
        return Plan(after_seconds=settings.momo_approve_seconds, next_status="SUCCESSFUL")
    if word == _ONGOING:
        return Plan(after_seconds=settings.momo_ongoing_seconds, next_reason="EXPIRED")
    if word == _DELAYED:
        return Plan(
            status=delayed,
            after_seconds=settings.momo_delayed_seconds,
            next_status="SUCCESSFUL",
        )
    return Plan(next_reason=word)
