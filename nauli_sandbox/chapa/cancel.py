"""PUT /v1/transaction/cancel/{tx_ref}: the link is good no more, for ever.

Source: developer.chapa.co/integrations/transaction-cancel. Guesses: the 400 of a refusal, the 404
of an unknown tx_ref.
"""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox import faults
from nauli_sandbox.chapa import decide
from nauli_sandbox.chapa.access import check_mode, let_in
from nauli_sandbox.chapa.answers import broken, not_found, says, well
from nauli_sandbox.chapa.checkouts import facts_of, find_checkout, stamp
from nauli_sandbox.chapa.money import number
from nauli_sandbox.sandbox import SANDBOX


async def cancel(request: web.Request) -> web.Response:
    """200 with `{"tx_ref", "amount", "currency", "created_at", "updated_at"}` in `data`."""
    sandbox = request.app[SANDBOX]
    book = sandbox.book
    mode = let_in(request, book)
    tx_ref = request.match_info["tx_ref"]
    checkout = find_checkout(book, tx_ref)
    facts = facts_of(checkout) if checkout else {"tx_ref": [tx_ref]}
    if fault := await faults.before(book, "chapa.cancel", facts):
        raise broken(fault)
    if checkout is None:
        raise not_found()
    check_mode(mode, checkout)
    if not decide.cancel(sandbox, checkout, by_payer=False):
        raise says(400, "Payment link already expired")
    closed = find_checkout(book, tx_ref) or checkout
    if fault := await faults.after(book, "chapa.cancel", facts):
        raise broken(fault)
    return well(
        "Checkout link expired successfully",
        {
            "tx_ref": tx_ref,
            "amount": number(closed["amount"]),
            "currency": closed["currency"],
            "created_at": stamp(closed["created_at"]),
            "updated_at": stamp(closed["updated_at"]),
        },
    )
