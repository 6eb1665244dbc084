"""What the world saw: charges, transfers, refunds, checkouts, messages, mails."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from aiohttp import web

from nauli_sandbox import clock
from nauli_sandbox.book import Book, Row
from nauli_sandbox.control.checkouts import see_chapa
from nauli_sandbox.deliveries import deliveries_of
from nauli_sandbox.mailbox import mails
from nauli_sandbox.momo.charges import role
from nauli_sandbox.sandbox import SANDBOX

_KINDS = {"requesttopay": "charges", "transfer": "transfers", "refund": "refunds"}


async def see_book(request: web.Request) -> web.Response:
    """`{"charges": [...], "transfers": [...], "refunds": [...]}`, each oldest first, are MoMo's.

    `?reference=`, `?external_id=`, and `?payer=` or `?payee=` choose. Chapa's stand beside them as
    `chapa_charges` and `chapa_refunds`; `?tx_ref=` chooses those alone.
    """
    book = request.app[SANDBOX].book
    told = {name: request.query.get(name) for name in ("reference", "external_id", "tx_ref")}
    # Who pays a charge and who is paid by a transfer or a refund are both the other side.
    told |= {"party": request.query.get("payer", request.query.get("payee"))}
    rows = book.rows(
        "SELECT charges.*, posts, looks FROM charges JOIN asks USING (reference)"
        " WHERE (:reference IS NULL OR reference = lower(:reference))"
        " AND (:external_id IS NULL OR external_id = :external_id)"
        " AND (:party IS NULL OR payer = ltrim(:party, '+ ')) AND :tx_ref IS NULL"
        " ORDER BY created_at, charges.rowid",
        told,
    )
    callbacks = deliveries_of(book, "momo.callback")
    events = deliveries_of(book, "momo.event")
    notes = _notifications(book)
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in _KINDS.values()}
    for row in rows:
        sent = {"callbacks": callbacks.get(row["reference"], [])}
        if row["kind"] == "requesttopay":
            sent["events"] = events.get(row["reference"], [])
            sent["notifications"] = notes.get(row["reference"], [])
        seen[_KINDS[row["kind"]]].append(_charge(row) | sent)
    return web.json_response(seen | see_chapa(request))


async def see_sms(request: web.Request) -> web.Response:
    """`{"sms": [...]}`, the accepted ones, oldest first. `?number=` and `?id=` choose."""
    book = request.app[SANDBOX].book
    told = {name: request.query.get(name) for name in ("number", "id")}
    receipts = deliveries_of(book, "sms.receipt")
    # In a query a plus sign may have become a space.
    messages = book.rows(
        "SELECT * FROM messages WHERE (:id IS NULL OR id = :id)"
        " AND (:number IS NULL OR ltrim(number, '+') = ltrim(:number, '+ '))"
        " ORDER BY created_at, rowid",
        told,
    )
    return web.json_response(
        {
            "sms": [
                {
                    "id": row["id"],
                    "number": row["number"],
                    "text": row["text"],
                    "from": row["sender"],
                    "code": row["code"],
                    "at": clock.iso(row["created_at"]),
                    "receipts": receipts.get(row["id"], []),
                }
                for row in messages
            ]
        }
    )


async def see_mail(request: web.Request) -> web.Response:
    """`{"mail": [...]}`, oldest first. `?to=` chooses."""
    kept = mails(request.app[SANDBOX].book, address=request.query.get("to"))
    return web.json_response({"mail": kept})


def _notifications(book: Book) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in book.rows("SELECT * FROM notifications ORDER BY id"):
        found[row["reference"]].append({"message": row["message"], "at": clock.iso(row["at"])})
    return found


def _charge(row: Row) -> dict[str, Any]:
    return {
        "reference": row["reference"],
        "external_id": row["external_id"],
        "amount": row["amount"],
        "currency": row["currency"],
        role(row): row["payer"],
        "payer_message": row["payer_message"],
        "payee_note": row["payee_note"],
        "target": row["target"],
        "status": row["status"],
        "reason": row["reason"] or None,
        "financial_transaction_id": row["transaction_id"] or None,
        "asked": row["posts"],
        "looks": row["looks"],
        "created_at": clock.iso(row["created_at"]),
        "decided_at": clock.iso(row["decided_at"]),
    } | ({"refunds": row["refunds"]} if row["kind"] == "refund" else {})
