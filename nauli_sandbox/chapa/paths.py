"""Every path of Chapa's API, and of its hosted page."""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox.chapa import lists
from nauli_sandbox.chapa.balance import balances
from nauli_sandbox.chapa.cancel import cancel
from nauli_sandbox.chapa.initialize import initialize
from nauli_sandbox.chapa.links import PAGES
from nauli_sandbox.chapa.page import show_page, take_page
from nauli_sandbox.chapa.refund import refund
from nauli_sandbox.chapa.refund_status import verify_refund
from nauli_sandbox.chapa.verify import verify


def chapa_paths() -> list[web.RouteDef]:
    return [
        web.post("/chapa/v1/transaction/initialize", initialize),
        web.post("/chapa/v1/transaction/mobile-initialize", initialize),
        web.get("/chapa/v1/transaction/verify/{tx_ref}", verify),
        web.put("/chapa/v1/transaction/cancel/{tx_ref}", cancel),
        web.get("/chapa/v1/transactions", lists.transactions),
        web.post("/chapa/v1/refund/{name}", refund),
        web.get("/chapa/v1/refund/{ref_id}/verify", verify_refund),
        web.get("/chapa/v1/banks", lists.banks),
        web.get("/chapa/v1/balances", balances),
        web.get("/chapa/v1/balances/{currency}", balances),
        web.get("/chapa/v1/currency_supported", lists.currencies),
        web.get(f"{PAGES}/{{token}}", show_page),
        web.post(f"{PAGES}/{{token}}", take_page),
    ]
