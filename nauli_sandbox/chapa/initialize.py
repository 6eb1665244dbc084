"""POST /v1/transaction/initialize and /mobile-initialize: ask for a link to pay on.

Source: developer.chapa.co/integrations/accept-payments. A tx_ref is good once, for ever, and the
link of its first use is never told again.
"""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox import faults
from nauli_sandbox.book import Book
from nauli_sandbox.chapa.access import let_in
from nauli_sandbox.chapa.answers import broken, says, well
from nauli_sandbox.chapa.bodies import read_body
from nauli_sandbox.chapa.checkouts import find_checkout, write_checkout
from nauli_sandbox.chapa.links import link
from nauli_sandbox.chapa.wanted import Wanted, read_wanted
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import read_settings


async def initialize(request: web.Request) -> web.Response:
    """200 `{"message": "Hosted Link", "status", "data": {"checkout_url"}}`, or why not."""
    sandbox = request.app[SANDBOX]
    book = sandbox.book
    mode = let_in(request, book)
    body = await read_body(request)
    _count(book, body.get("tx_ref"))
    wanted = read_wanted(body, strict_phones=read_settings(book).chapa_strict_phones)
    facts = {"tx_ref": [wanted.tx_ref], "email": [wanted.email or ""]}
    if fault := await faults.before(book, "chapa.initialize", facts):
        raise broken(fault)
    token = _write(book, wanted, mode)
    sandbox.wake.set()  # it may pay by itself
    if fault := await faults.after(book, "chapa.initialize", facts):
        raise broken(fault)
    return well("Hosted Link", {"checkout_url": link(request, token)})


def _write(book: Book, wanted: Wanted, mode: str) -> str:
    with book.together():
        if find_checkout(book, wanted.tx_ref):
            raise says(400, "Transaction reference has been used before")
        return write_checkout(book, wanted, mode=mode)


def _count(book: Book, tx_ref: object) -> None:
    if isinstance(tx_ref, str):
        book.write(
            "INSERT INTO chapa_asks (tx_ref, posts) VALUES (?, 1)"
            " ON CONFLICT (tx_ref) DO UPDATE SET posts = posts + 1",
            (tx_ref,),
        )
