"""How the hosted page looks, by its templates."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from nauli_sandbox.book import Row
from nauli_sandbox.chapa.payers import METHODS
from nauli_sandbox.drawing import draw

_TEST_NUMBER = "0900123456"


def open_page(
    checkout: Row, *, typed: Mapping[str, object], complaint: str = "", status: int = 200
) -> web.Response:
    """Return the page on which somebody can pay, with what they typed before, but the code."""
    if not complaint and checkout["status"] == "failed":
        complaint = "The payment failed. Nothing was taken; you can try again."
    # In test mode the customer's own number would only fail.
    known = checkout["phone_number"] if checkout["mode"] == "live" else _TEST_NUMBER
    return draw.checkout(
        "pay.html",
        status=status,
        checkout=checkout,
        complaint=complaint,
        methods=METHODS,
        chosen=str(typed.get("method") or "telebirr"),
        phone=typed.get("phone", known),
        typed={name: typed.get(name, "") for name in ("card", "expiry")},
    )


def ended_page(checkout: Row, *, paid: bool) -> web.Response:
    """Return the page of a link that was used, cancelled, or left too long."""
    return draw.checkout(
        "pay_ended.html", status=200 if paid else 410, checkout=checkout, paid=paid
    )


def lost_page() -> web.Response:
    return draw.checkout("pay_lost.html", status=404)
