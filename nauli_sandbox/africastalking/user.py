"""GET /version1/user?username=: what is left to spend.

Source: the vendor's clients, `fetch_application_data`.
"""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox import faults
from nauli_sandbox.africastalking.messaging import PRICE_KES
from nauli_sandbox.africastalking.speech import TurnedAway, broken, check_key, spoken
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import read_settings


async def show_user(request: web.Request) -> web.Response:
    """200 `{"UserData": {"balance": "KES 1000.0000"}}`: where it began, less what was accepted."""
    book = request.app[SANDBOX].book
    check_key(request)
    if not request.query.get("username"):
        raise TurnedAway(404, "Request is missing required query parameter 'username'")
    if fault := await faults.before(book, "sms.user", {}):
        raise broken(fault)
    spent = PRICE_KES * len(book.rows("SELECT 1 FROM messages"))
    left = max(0.0, read_settings(book).sms_balance_kes - spent)
    if fault := await faults.after(book, "sms.user", {}):
        raise broken(fault)
    return spoken({"UserData": {"balance": f"KES {left:.4f}"}}, 200)
