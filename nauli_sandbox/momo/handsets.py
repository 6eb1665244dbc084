"""Handsets that wait for a person: charges from then on are asked about on them."""

from __future__ import annotations

from nauli_sandbox import clock
from nauli_sandbox.book import Book


def keep_waiting(book: Book, msisdn: str) -> None:
    book.write(
        "INSERT OR IGNORE INTO handsets (msisdn, marked_at) VALUES (?, ?)", (msisdn, clock.now())
    )


def let_go(book: Book, msisdn: str) -> None:
    book.write("DELETE FROM handsets WHERE msisdn = ?", (msisdn,))
