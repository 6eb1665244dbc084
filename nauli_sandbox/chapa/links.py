"""Where the hosted page of a checkout is."""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox.sandbox import SANDBOX

PAGES = "/chapa/checkout/payment"


def link(request: web.Request, token: str) -> str:
    """Return the link for a payer's browser, which may know this host by another name than we."""
    base = request.app[SANDBOX].options.public_url or f"http://{request.host}"
    return f"{base}{PAGES}/{token}"
