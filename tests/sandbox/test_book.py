from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from nauli_sandbox.book import Book
from nauli_sandbox.deliveries import claim_due, deliveries_of
from nauli_sandbox.errors import CannotStart
from nauli_sandbox.schema import STEPS


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    book = Book(tmp_path)
    yield book
    book.close()


def test_together_is_all_or_nothing(book: Book) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        _write_and_fail(book)
    assert book.rows("SELECT * FROM handsets") == []
    with book.together():
        book.write("INSERT INTO handsets (msisdn) VALUES ('3')")
    assert [row["msisdn"] for row in book.rows("SELECT * FROM handsets")] == ["3"]


def test_empty_leaves_only_the_tokens(book: Book) -> None:
    book.write("INSERT INTO handsets (msisdn) VALUES ('1')")
    book.write("INSERT INTO tokens VALUES ('digest', 'collection', 0, 'user')")
    book.empty()
    tables = [
        row["name"]
        for row in book.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
    ]
    assert "charges" in tables
    full = [table for table in tables if book.rows(f"SELECT * FROM {table}")]  # noqa: S608 - our own names
    assert full == ["tokens"]


def test_book_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    Book(tmp_path).close()
    other = sqlite3.connect(tmp_path / "book.sqlite3")
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(CannotStart, match="later version"):
        Book(tmp_path)


def test_book_of_an_earlier_version_is_brought_up(tmp_path: Path) -> None:
    older = sqlite3.connect(tmp_path / "book.sqlite3")
    older.executescript(STEPS[0])
    older.execute(
        "INSERT INTO charges VALUES ('r', 'N-1', '5', 'EUR', 'MSISDN', '256772123456', '', '',"
        " 'sandbox', NULL, 'SUCCESSFUL', '', '1', 0, 0, 0, NULL, '', '')"
    )
    older.execute(
        "INSERT INTO deliveries VALUES"
        " (7, 'momo.callback', 'r', 'POST', 'http://x', '{}', 'waiting', '', 0, 0, 0)"
    )
    older.execute("INSERT INTO attempts VALUES (1, 7, 0, 503, '', '')")
    older.execute("PRAGMA user_version = 1")
    older.commit()
    older.close()
    book = Book(tmp_path)
    (charge,) = book.rows("SELECT * FROM charges")
    assert (charge["reference"], charge["kind"], charge["refunds"]) == ("r", "requesttopay", "")
    (waiting,) = claim_due(book, 10)
    assert (waiting["id"], waiting["point"], waiting["body"]) == (7, "momo.callback", "{}")
    (attempt,) = deliveries_of(book, "momo.callback")["r"][0]["attempts"]
    assert attempt["status"] == 503
    book.write("DELETE FROM deliveries")
    assert book.rows("SELECT * FROM attempts") == []
    book.close()
    Book(tmp_path).close()  # a second time there is nothing to do


def _write_and_fail(book: Book) -> None:
    with book.together():
        book.write("INSERT INTO handsets (msisdn) VALUES ('1')")
        with book.together():
            book.write("INSERT INTO handsets (msisdn) VALUES ('2')")
        book.write("INSERT INTO handsets (msisdn) VALUES ('2')")
