"""Chapa's side of the book: checkouts and refunds as the sandbox knows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from nauli_sandbox import clock
from nauli_sandbox.book import Book, Row
from nauli_sandbox.chapa.checkouts import customization, meta
from nauli_sandbox.chapa.links import link
from nauli_sandbox.deliveries import deliveries_of
from nauli_sandbox.sandbox import SANDBOX

# What chooses among MoMo's rows alone, and so leaves none of these.
_FOREIGN = {"external_id", "payer", "payee"}
# What is shown as it is kept.
_CHARGE = (
    "tx_ref reference mode amount charge currency email first_name last_name phone_number"
    " callback_url return_url status method mobile failures"
)
_REFUND = "ref_id tx_ref payment_reference merchant_reference amount currency reason status"


def see_chapa(request: web.Request) -> dict[str, list[dict[str, Any]]]:
    """Return `chapa_charges` and `chapa_refunds`, each oldest first.

    `?tx_ref=` and `?reference=` (Chapa's own) choose both.
    """
    if _FOREIGN & request.query.keys():
        return {"chapa_charges": [], "chapa_refunds": []}
    book = request.app[SANDBOX].book
    told = {name: request.query.get(name) for name in ("tx_ref", "reference")}
    sent = {
        "webhooks": deliveries_of(book, "chapa.webhook"),
        "callbacks": deliveries_of(book, "chapa.callback"),
    }
    charges = []
    for row in _charges(book, told):
        shown = _charge(row) | {"checkout_url": link(request, row["token"])}
        charges.append(shown | {name: of.get(row["tx_ref"], []) for name, of in sent.items()})
    return {
        "chapa_charges": charges,
        "chapa_refunds": [_refund(row) for row in _refunds(book, told)],
    }


def _charges(book: Book, told: Mapping[str, str | None]) -> list[Row]:
    return book.rows(
        "SELECT chapa_checkouts.*, posts, looks FROM chapa_checkouts"
        " JOIN chapa_asks USING (tx_ref) WHERE (:tx_ref IS NULL OR tx_ref = :tx_ref)"
        " AND (:reference IS NULL OR reference = :reference)"
        " ORDER BY created_at, chapa_checkouts.rowid",
        told,
    )


def _refunds(book: Book, told: Mapping[str, str | None]) -> list[Row]:
    return book.rows(
        "SELECT chapa_refunds.*, reference AS payment_reference FROM chapa_refunds"
        " JOIN chapa_checkouts USING (tx_ref) WHERE (:tx_ref IS NULL OR tx_ref = :tx_ref)"
        " AND (:reference IS NULL OR reference = :reference)"
        " ORDER BY chapa_refunds.created_at, chapa_refunds.rowid",
        told,
    )


def _charge(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _CHARGE.split()} | {
        "customization": customization(row),
        "meta": meta(row),
        "asked": row["posts"],
        "looks": row["looks"],
        "created_at": clock.iso(row["created_at"]),
        "updated_at": clock.iso(row["updated_at"]),
        "paid_at": clock.iso(row["paid_at"]),
        "expires_at": clock.iso(row["expires_at"]),
    }


def _refund(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _REFUND.split()} | {
        "meta": meta(row),
        "created_at": clock.iso(row["created_at"]),
        "updated_at": clock.iso(row["updated_at"]),
    }
