"""How numbers, times and states read on a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

_GROUPS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_STATES = {
    "CREATED": "Taken",
    "PENDING": "Waiting",
    "SUCCESSFUL": "Paid",
    "FAILED": "Failed",
    "pending": "Unpaid",
    "success": "Paid",
    "failed": "Failed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "reversed": "Reversed",
    "initiated": "Initiated",
    "processing": "Processing",
    "waiting": "On its way",
    "delivered": "Heard",
    "given_up": "Given up",
    "dropped": "Dropped by a fault",
    "not_sent": "Not sent",
}
_GOOD = {"SUCCESSFUL", "success", "refunded", "delivered"}
_BAD = {"FAILED", "failed", "cancelled", "reversed", "given_up", "dropped", "not_sent"}
_POINTS = {
    "momo.callback": "MoMo callback",
    "momo.event": "Signed MoMo event",
    "chapa.webhook": "Chapa webhook",
    "chapa.callback": "Chapa callback",
    "sms.receipt": "SMS receipt",
}


def money(amount: str, currency: str) -> str:
    """Return 2500 and UGX as "2,500 UGX", with the decimals that were told."""
    try:
        return f"{Decimal(amount):,f} {currency}"
    except InvalidOperation:
        return f"{amount} {currency}"


def phone(number: str) -> str:
    """Return +256772123456 as "+256 772 123 456"; what is no number stays as it is."""
    digits = number.lstrip("+")
    if not digits.isascii() or not digits.isdecimal():
        return number
    return f"+{_GROUPS.sub(' ', digits)}"


def often(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def hour(seconds: float) -> str:
    """Return the time of day where the sandbox stands."""
    return _local(seconds).strftime("%H:%M:%S")


def day(seconds: float) -> str:
    return _local(seconds).strftime("%d %b %H:%M:%S")


def stamp(seconds: float) -> str:
    """Return a time for machines to read."""
    return _local(seconds).isoformat(timespec="seconds")


def tone(state: str) -> str:
    return "good" if state in _GOOD else "bad" if state in _BAD else "open"


def pretty(body: object) -> str:
    """Return a body of JSON or of a form, a value on each line."""
    if not isinstance(body, str):
        return json.dumps(body, indent=2, ensure_ascii=False)
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return "\n".join(f"{name} = {value}" for name, value in parse_qsl(body)) or body


def read(text: str) -> object:
    """Return what a text of JSON says."""
    return json.loads(text)


def _local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()


def _named(words: Mapping[str, str]) -> Callable[[str], str]:
    return lambda name: words.get(name, name)


FILTERS: dict[str, Callable[..., object]] = {
    "money": money,
    "phone": phone,
    "hour": hour,
    "day": day,
    "stamp": stamp,
    "state": _named(_STATES),
    "point": _named(_POINTS),
    "tone": tone,
    "often": often,
    "pretty": pretty,
    "read": read,
}
