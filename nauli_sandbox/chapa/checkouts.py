"""A checkout as the book has it and as Chapa shows it: one tx_ref, one link, one reference."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from nauli_sandbox import clock
from nauli_sandbox.book import Book, Row
from nauli_sandbox.chapa.money import fee, number
from nauli_sandbox.chapa.names import new_reference, new_token
from nauli_sandbox.chapa.wanted import Wanted
from nauli_sandbox.settings import Settings, read_settings

# How the book's words are told. A failure and a cancelled link are one word to Chapa.
_WORDS = {"cancelled": "failed/cancelled", "failed": "failed/cancelled"}


def find_checkout(book: Book, tx_ref: str) -> Row | None:
    return book.row("SELECT * FROM chapa_checkouts WHERE tx_ref = ?", (tx_ref,))


def find_either(book: Book, name: str) -> Row | None:
    """Find it by tx_ref or by Chapa's own reference."""
    return find_checkout(book, name) or book.row(
        "SELECT * FROM chapa_checkouts WHERE reference = ?", (name,)
    )


def find_page(book: Book, token: str) -> Row | None:
    return book.row("SELECT * FROM chapa_checkouts WHERE token = ?", (token,))


def write_checkout(book: Book, wanted: Wanted, *, mode: str) -> str:
    """Write it down as pending and return the token of its link."""
    settings, now, token = read_settings(book), clock.now(), new_token()
    alone = settings.chapa_pay_seconds
    book.write(
        "INSERT INTO chapa_checkouts (tx_ref, token, reference, mode, amount, charge, currency,"
        " first_name, last_name, email, phone_number, callback_url, return_url, title,"
        " description, logo, meta, status, created_at, updated_at, expires_at, due_at) VALUES"
        " (:tx_ref, :token, :reference, :mode, :amount, :charge, :currency, :first_name,"
        " :last_name, :email, :phone_number, :callback_url, :return_url, :title, :description,"
        " :logo, :meta, 'pending', :now, :now, :expires_at, :due_at)",
        asdict(wanted)
        | {
            "token": token,
            "reference": new_reference(),
            "mode": mode,
            "amount": str(wanted.amount),
            "charge": str(fee(wanted.amount)),
            "now": now,
            "expires_at": now + settings.chapa_link_seconds,
            "due_at": now + alone if alone else None,
        },
    )
    return token


def status_word(status: str, settings: Settings) -> str:
    """Return the status as a verify and a callback say it: by a switch, a failure is `failed`."""
    word = _WORDS.get(status, status)
    return settings.chapa_failed_word if word == _WORDS["failed"] else word


def event_word(status: str) -> str:
    """Return the status as a webhook says it."""
    return _WORDS.get(status, status)


def shown(checkout: Row, settings: Settings) -> dict[str, Any]:
    """Return `data` of a verify. Source: developer.chapa.co/integrations/verify-payments."""
    plain = str if settings.chapa_amounts_as_text else number
    return {
        "first_name": checkout["first_name"],
        "last_name": checkout["last_name"],
        "email": checkout["email"],
        "currency": checkout["currency"],
        "amount": plain(checkout["amount"]),
        "charge": plain(checkout["charge"]),
        "mode": checkout["mode"],
        "method": checkout["method"],
        "type": "API",
        "status": status_word(checkout["status"], settings),
        "reference": checkout["reference"],
        "tx_ref": checkout["tx_ref"],
        "customization": customization(checkout),
        "meta": meta(checkout),
        "created_at": stamp(checkout["created_at"]),
        "updated_at": stamp(checkout["updated_at"]),
    }


def customization(checkout: Row) -> dict[str, str | None]:
    return {name: checkout[name] for name in ("title", "description", "logo")}


def meta(row: Row) -> object:
    return None if row["meta"] is None else json.loads(row["meta"])


def stamp(seconds: float) -> str:
    """Return a time as Chapa writes it: 2023-02-02T07:05:23.000000Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")


def facts_of(checkout: Row) -> dict[str, list[str]]:
    """Return what a fault can choose it by."""
    return {
        "tx_ref": [checkout["tx_ref"]],
        "reference": [checkout["reference"]],
        "email": [checkout["email"] or ""],
    }
