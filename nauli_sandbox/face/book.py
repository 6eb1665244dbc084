"""The book: all money that was asked for or sent, newest first, and each entry with all of it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from nauli_sandbox.book import Book, Row
from nauli_sandbox.chapa.checkouts import shown as shown_checkout
from nauli_sandbox.chapa.links import link
from nauli_sandbox.chapa.refunds import shown_refund
from nauli_sandbox.drawing import draw
from nauli_sandbox.face.notice import notice
from nauli_sandbox.face.sent import sent_about
from nauli_sandbox.momo.charges import find_charge
from nauli_sandbox.momo.charges import shown as shown_charge
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import read_settings

_MOST = 200
_FOUND = """
    SELECT * FROM (
        SELECT kind, '/book/momo/' || reference AS path, reference AS name, external_id AS about,
            payer AS party, amount, currency, status, created_at AS at FROM charges
        UNION ALL
        SELECT 'checkout', '/book/chapa/' || reference, tx_ref, tx_ref,
            coalesce(mobile, email, phone_number, ''), amount, currency, status, created_at
            FROM chapa_checkouts
        UNION ALL
        SELECT 'chapa refund', '/book/chapa/' || chapa_checkouts.reference, ref_id, tx_ref,
            coalesce(merchant_reference, ''), chapa_refunds.amount, chapa_refunds.currency,
            chapa_refunds.status, chapa_refunds.created_at
            FROM chapa_refunds JOIN chapa_checkouts USING (tx_ref)
    ) WHERE :find = '' OR instr(lower(name || ' ' || about || ' ' || party || ' ' || path), :find)
    ORDER BY at DESC LIMIT :most
"""
_REFUNDS = (
    "SELECT chapa_refunds.*, chapa_checkouts.reference AS payment_reference FROM chapa_refunds"
    " JOIN chapa_checkouts USING (tx_ref) WHERE tx_ref = ? ORDER BY created_at"
)


@draw.live
async def show_book(request: web.Request) -> web.Response:
    """`?find=` any part of a reference, an order's number, a phone or an address."""
    find = request.query.get("find", "").strip()
    values = {"find": find.lower().lstrip("+"), "most": _MOST}
    entries = request.app[SANDBOX].book.rows(_FOUND, values)
    return draw.page("book.html", entries=entries, find=find, most=_MOST, notice=notice(request))


@draw.live
async def show_charge(request: web.Request) -> web.Response:
    """A request to pay, a transfer or a refund at MoMo."""
    book = request.app[SANDBOX].book
    charge = find_charge(book, request.match_info["reference"])
    if charge is None:
        raise web.HTTPNotFound
    return draw.page(
        "charge.html",
        charge=charge,
        asks=_asks(book, "SELECT * FROM asks WHERE reference = ?", charge["reference"]),
        refunds=book.rows(
            "SELECT * FROM charges WHERE kind = 'refund' AND refunds = ? ORDER BY created_at",
            (charge["reference"],),
        ),
        look=shown_charge(charge),
        sent=sent_about(book, charge["reference"], among="momo.%"),
        notice=notice(request),
    )


@draw.live
async def show_checkout(request: web.Request) -> web.Response:
    """A payment at Chapa, by Chapa's own reference: a tx_ref may be any text."""
    book = request.app[SANDBOX].book
    checkout = book.row(
        "SELECT * FROM chapa_checkouts WHERE reference = ?", (request.match_info["reference"],)
    )
    if checkout is None:
        raise web.HTTPNotFound
    return draw.page(
        "checkout_entry.html",
        checkout=checkout,
        asks=_asks(book, "SELECT * FROM chapa_asks WHERE tx_ref = ?", checkout["tx_ref"]),
        link=link(request, checkout["token"]),
        look=shown_checkout(checkout, read_settings(book)),
        refunds=[shown_refund(row) for row in book.rows(_REFUNDS, (checkout["tx_ref"],))],
        sent=sent_about(book, checkout["tx_ref"], among="chapa.%"),
        notice=notice(request),
    )


def _asks(book: Book, sql: str, name: str) -> Row | dict[str, Any]:
    return book.row(sql, (name,)) or {"posts": 0, "looks": 0}
