"""Switches that can be turned while the sandbox runs. They are rows, so they survive a restart."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from nauli_sandbox.book import Book
from nauli_sandbox.errors import ControlRefused

_MOST_MONEY = 1_000_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Times are in seconds; what is changed counts for what is accepted afterwards."""

    momo_signed_events: bool = False  # also send the signed event to --momo-event-url
    momo_approve_seconds: float = 1.0  # until a number that is not magic has approved by itself
    momo_delayed_seconds: float = 5.0  # 46733123454: CREATED for so long, then SUCCESSFUL
    momo_ongoing_seconds: float = 60.0  # 46733123453: PENDING for so long, then FAILED, EXPIRED
    momo_prompt_seconds: float = 300.0  # MTN gives the payer about five minutes
    momo_visible_after_seconds: float = 0.0  # a status look finds nothing before that
    momo_token_seconds: float = 3600.0
    momo_reason_as_object: bool = False  # {"code", "message"} as in MTN's models, not a string
    momo_callback_method: str = "POST"  # as recorded; MTN's pages also speak of PUT
    momo_status_lag_seconds: float = 0.0  # so long a status look lags behind what was told
    momo_status_cap: bool = False  # more than 10 status reads a second are answered 429
    momo_balance: float = 1_000_000_000.0  # the wallet's first day, in whatever currency is asked
    chapa_live_keys: bool = False  # CHASECK-... is let in too, and what it makes is live
    chapa_test_refunds: bool = False  # Chapa refunds nothing in test mode; here it then does
    chapa_unpaid_verify: str = "404"  # a verify of what is not paid; or "null", or "pending"
    chapa_failed_word: str = "failed/cancelled"  # as webhooks say it; in a verify also "failed"
    chapa_amounts_as_text: bool = False  # "100.00" in a verify, as some clients expect
    chapa_strict_phones: bool = False  # only 09... and 07..., as documented
    chapa_verify_lag_seconds: float = 0.0  # so long a verify lags behind a payment
    chapa_pay_seconds: float = 0.0  # until a checkout pays by itself; 0: a person pays
    chapa_link_seconds: float = 3600.0  # the payer has so long
    chapa_refund_seconds: float = 2.0  # until a refund is refunded; half of it initiated
    chapa_webhooks: bool = True
    chapa_callbacks: bool = True
    chapa_partial_refund_webhooks: bool = False  # tell of each part that was given back
    chapa_balance: float = 1_000_000_000.0  # the first day's, in each currency
    sms_balance_kes: float = 1000.0  # shown less what was spent; it is never enforced
    seed: int = 0  # decides for faults with a probability
    retry_seconds: tuple[float, ...] = (1.0, 3.0, 10.0, 30.0)  # what got no 2xx is sent again after


_CHOICES = {
    "momo_callback_method": ("POST", "PUT"),
    "chapa_unpaid_verify": ("404", "null", "pending"),
    "chapa_failed_word": ("failed/cancelled", "failed"),
}


def read_settings(book: Book) -> Settings:
    stored = {row["name"]: json.loads(row["value"]) for row in book.rows("SELECT * FROM settings")}
    if "retry_seconds" in stored:
        stored["retry_seconds"] = tuple(stored["retry_seconds"])
    return Settings(**stored)


def change_settings(book: Book, wanted: Mapping[str, Any]) -> Settings:
    """Change those that are named, or none. ControlRefused says what is wrong."""
    defaults = asdict(Settings())
    for name, value in wanted.items():
        if name not in defaults:
            known = ", ".join(field.name for field in fields(Settings))
            raise ControlRefused(f"There is no setting {name!r}. There are: {known}.")
        _check(name, value, defaults[name])
    with book.together():
        for name, value in wanted.items():
            book.write("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value)))
    return read_settings(book)


def _check(name: str, value: Any, default: Any) -> None:  # noqa: ANN401 - JSON from outside
    if isinstance(default, bool):
        right, words = isinstance(value, bool), "true or false"
    elif isinstance(default, int):
        right, words = type(value) is int, "a whole number"
    elif isinstance(default, float):
        right, words = _is_time(value), "a number of seconds, 0 or more"
        if not name.endswith("_seconds"):
            right, words = _is_number(value, _MOST_MONEY), "a number, 0 or more"
    elif isinstance(default, tuple):
        right = isinstance(value, list) and all(_is_time(item) for item in value)
        words = "a list of numbers of seconds"
    else:
        choices = _CHOICES[name]
        right, words = value in choices, " or ".join(f'"{choice}"' for choice in choices)
    if not right:
        raise ControlRefused(f'"{name}" must be {words}.')


def _is_time(value: object) -> bool:
    return _is_number(value, 1_000_000)


def _is_number(value: object, most: float) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0 <= value <= most
    )
