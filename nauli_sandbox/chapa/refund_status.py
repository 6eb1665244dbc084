"""GET /v1/refund/{ref_id}/verify: what became of a refund. As integrators have recorded it.

That a refund is also found by the merchant's own `reference` is a guess, and so is the 404.
"""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox import faults
from nauli_sandbox.chapa.access import check_mode, let_in
from nauli_sandbox.chapa.answers import broken, says, well
from nauli_sandbox.chapa.refunds import facts_of_refund, find_refund, shown_refund
from nauli_sandbox.sandbox import SANDBOX


async def verify_refund(request: web.Request) -> web.Response:
    """200 with the refund in `data`, its status initiated, processing, refunded or reversed."""
    book = request.app[SANDBOX].book
    mode = let_in(request, book)
    name = request.match_info["ref_id"]
    refund = find_refund(book, name)
    facts = facts_of_refund(refund) if refund else {"ref_id": [name], "merchant_reference": [name]}
    if fault := await faults.before(book, "chapa.refund_status", facts):
        raise broken(fault)
    refund = find_refund(book, name)  # it may have moved while a fault held us
    if refund is None:
        raise says(404, "Refund not found")
    check_mode(mode, refund)
    data = faults.altered(book, "chapa.refund_status", shown_refund(refund), facts)
    if fault := await faults.after(book, "chapa.refund_status", facts):
        raise broken(fault)
    return well("Refund verified successfully", data)
