"""The sheet is read back as text, as a reader or a search would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from string import Formatter

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader

from nauli.customers.models import Customer
from nauli.kit.money import Money
from nauli.notifications.tell import LANGUAGES
from nauli.orders.models import Line, Order
from nauli.web.receipt import Receipt, Returned, Row
from nauli.web.receipt_pdf import receipt_pdf
from nauli.web.receipt_words import WORDS
from tests.travel.test_voucher import unsaved

_PAID_AT = datetime(2026, 12, 12, 19, 5, tzinfo=UTC)


def _row(name: str = "Honey", *, quantity: int = 2, minor: int = 25000) -> Row:
    return Row(
        line=Line(name=name, quantity=quantity, unit_price_minor=minor),
        unit_price=Money(minor, "UGX"),
        total=Money(minor * quantity, "UGX"),
    )


def _receipt(
    *rows: Row, language: str = "en", customer: str = "Amina", returned: Sequence[Returned] = ()
) -> Receipt:
    """Return the receipt of what is in no database."""
    order = Order(
        number="ABCD-EFGH-JKMN",
        currency="UGX",
        total_minor=50000,
        customer=Customer(name=customer, language=language),
    )
    return Receipt(
        order=order,
        paid_at=_PAID_AT,
        rows=rows or [_row()],
        method="MTN MoMo",
        reference="NAU-1",
        returned=returned,
        taken_back=None,
        remains=Money(45000, "UGX"),
    )


def _pages(receipt: Receipt, *, merchant: str = "Nile Stays") -> list[PageObject]:
    return list(PdfReader(BytesIO(receipt_pdf(receipt, merchant=merchant))).pages)


def _lines(receipt: Receipt) -> list[str]:
    (page,) = _pages(receipt)
    return [line.strip() for line in page.extract_text().splitlines()]


def _in_the_foot(page: PageObject) -> list[str]:
    """Return what is written in the lowest 22 mm, where the foot's own two lines are."""
    found: list[str] = []

    def visit(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip() and matrix[5] < 62:
            found.append(text)

    page.extract_text(visitor_text=visit)
    return found


_BACK = (
    Returned(amount=Money(4000, "UGX"), reference="NAU-R-1", at=_PAID_AT),
    Returned(amount=Money(1000, "UGX"), reference="NAU-R-2", at=None),
)


def test_all_that_was_paid_stands_on_one_page_of_a4() -> None:
    (page,) = _pages(_receipt())
    assert [round(side) for side in page.mediabox[2:]] == [595, 842]
    lines = _lines(_receipt())
    for line in (
        "Nile Stays",
        "Receipt",
        "ABCD-EFGH-JKMN",
        "Saturday 12 December 2026, 19:05 (UTC)",
        "Amina",
        "MTN MoMo",
        "NAU-1",
        "Honey",
        "2 \N{MULTIPLICATION SIGN} UGX 25,000",
        "Total paid",
        "UGX 50,000",
    ):
        assert line in lines
    assert "Returned" not in lines


def test_what_went_back_stands_below() -> None:
    lines = _lines(_receipt(returned=_BACK))
    for line in (
        "Returned on Saturday 12 December 2026",
        "UGX 4,000",
        "NAU-R-1",
        "On its way back to you",
        "UGX 1,000",
        "NAU-R-2",
        "Remains paid",
        "UGX 45,000",
    ):
        assert line in lines


def test_it_speaks_french_to_who_reads_french_whatever_the_page_speaks() -> None:
    with translation.override("sw"):
        lines = _lines(_receipt(language="fr", returned=_BACK))
        assert translation.get_language() == "sw"
    for line in (
        "Reçu",
        "samedi 12 décembre 2026, 19:05 (UTC)",
        "50 000 UGX",
        "Remboursé le samedi 12 décembre 2026",
        "Remboursement en cours",
        "Reste payé",
    ):
        assert line in lines
    assert not {"Order", "Paid", "Returned", "December"} & set(" ".join(lines).split())


def test_a_language_that_we_do_not_write_yet_is_answered_in_english() -> None:
    assert _lines(_receipt(language="am")) == _lines(_receipt(language="en"))


@pytest.mark.parametrize(
    ("nights", "words"), [(1, "1 night at UGX 25,000"), (3, "3 nights at UGX 25,000")]
)
def test_of_a_stay_it_says_the_days_and_the_nights(nights: int, words: str) -> None:
    row = _row("sealed", quantity=nights)
    row.line.booking = unsaved()
    lines = _lines(_receipt(row))
    assert words in lines
    stay = " ".join(lines)
    assert "Source of the Nile Lodge, Saturday 12 December 2026 to Tuesday 15 December" in stay
    assert "sealed" not in stay


def test_many_lines_take_many_pages_each_with_its_number_and_none_is_lost() -> None:
    pages = _pages(_receipt(*(_row(f"Thing {number} of many") for number in range(100))))
    assert len(pages) > 2
    text = [page.extract_text() for page in pages]
    for number in range(100):
        assert sum(f"Thing {number} of many" in page for page in text) == 1
    for number, page in enumerate(text, start=1):
        assert f"Order ABCD-EFGH-JKMN, page {number}" in page
        assert "Nile Stays" in page
    assert [len(_in_the_foot(page)) for page in pages] == [2] * len(pages)


def test_the_same_receipt_is_the_same_sheet_and_small() -> None:
    first, again = (receipt_pdf(_receipt(), merchant="Shop") for _ in range(2))
    assert first == again
    assert len(first) < 100_000


@given(
    name=st.text(min_size=1, max_size=160),
    merchant=st.text(min_size=1, max_size=60),
    customer=st.text(max_size=120),
    minor=st.integers(1, 2**62),
)
@settings(deadline=None, max_examples=25)
def test_whatever_the_names_are_nothing_runs_into_the_foot(
    name: str, merchant: str, customer: str, minor: int
) -> None:
    row = _row(name, quantity=1, minor=minor)
    (page,) = _pages(_receipt(row, customer=customer, returned=_BACK), merchant=merchant)
    assert "ABCD-EFGH-JKMN" in page.extract_text()
    assert len(_in_the_foot(page)) == 2


def _asks_for(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_whoever_is_told_in_a_language_gets_the_receipt_in_it() -> None:
    assert set(WORDS) == set(LANGUAGES)
    first, *others = (asdict(words) for words in WORDS.values())
    for words in others:
        for name, said in words.items():
            assert said
            assert _asks_for(said) == _asks_for(first[name]), name
