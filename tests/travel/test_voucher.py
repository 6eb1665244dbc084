"""The page is read back as text, as a guest's reader or a search would."""

from __future__ import annotations

from datetime import date, time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader

from nauli.travel.models import Booking, Listing
from nauli.travel.voucher import NoVoucher, voucher_pdf

CODE = "NV-7K3M-9QXD-2H4T"


def unsaved(state: Booking.State = Booking.State.CONFIRMED, **changes: str) -> Booking:
    """Three nights of two guests at Jinja; `changes` are columns of the listing."""
    columns = {"title": "Source of the Nile Lodge", "town": "Jinja", "country": "UG", **changes}
    return Booking(
        code=CODE,
        listing=Listing(price_minor=1, currency="EUR", **columns),
        state=state,
        check_in=date(2026, 12, 12),
        check_out=date(2026, 12, 15),
        guests=2,
        price_minor=18500000,
        currency="UGX",
        policy_steps=[{"days_before": 14, "percent": 100}, {"days_before": 3, "percent": 50}],
        time_zone="Africa/Kampala",
        check_in_from=time(14),
        check_out_until=time(10, 30),
    )


def page(
    booking: Booking,
    *,
    merchant: str = "Nile Stays",
    customer: str = "Amina",
    language: str = "en",
) -> PageObject:
    """Return the only page."""
    written = voucher_pdf(booking, merchant=merchant, customer=customer, language=language)
    (found,) = PdfReader(BytesIO(written)).pages
    return found


def test_all_that_a_desk_asks_for_stands_on_one_page_of_a4() -> None:
    found = page(unsaved())
    assert [round(side) for side in found.mediabox[2:]] == [595, 842]
    lines = [line.strip() for line in found.extract_text().splitlines()]
    for line in (
        "Nile Stays",
        "Source of the Nile Lodge",
        "Jinja, UG",
        "Saturday 12 December 2026",
        "from 14:00, Africa/Kampala (UTC+3)",
        "Tuesday 15 December 2026",
        "until 10:30, Africa/Kampala (UTC+3)",
        CODE,
        "Amina",
        "2",
        "3 at UGX 18,500,000",
        "UGX 55,500,000",
    ):
        assert line in lines
    assert "all of the money until 14 days before arrival" in found.extract_text()


def test_the_clock_is_that_of_the_day() -> None:
    booking = unsaved()
    booking.check_in, booking.check_out = date(2026, 3, 28), date(2026, 3, 29)
    booking.time_zone = "Europe/Paris"
    text = page(booking).extract_text()
    assert "from 14:00, Europe/Paris (UTC+1)" in text
    assert "until 10:30, Europe/Paris (UTC+2)" in text


def test_names_of_ethiopia_france_and_uganda_stand_as_they_are() -> None:
    booking = unsaved(title="የአባይምንጭ", town="ባሕርዳር", country="ET")
    text = page(booking, merchant="Séjours à l'Équateur", customer="አበበ Ŋŋoma").extract_text()
    for name in ("የአባይምንጭ", "ባሕርዳር", "Séjours à l'Équateur", "አበበ", "Ŋŋoma"):
        assert name in text


def test_the_same_stay_has_the_same_page() -> None:
    booking = unsaved()
    first, again = (
        voucher_pdf(booking, merchant="Shop", customer="Amina", language="en") for _ in range(2)
    )
    assert first == again
    assert len(first) < 100_000


@pytest.mark.parametrize("state", Booking.State)
def test_a_voucher_is_of_a_stay_that_is_paid(state: Booking.State) -> None:
    if state in {Booking.State.CONFIRMED, Booking.State.COMPLETED}:
        assert CODE in page(unsaved(state)).extract_text()
    else:
        with pytest.raises(NoVoucher):
            voucher_pdf(unsaved(state), merchant="Shop", customer="Amina", language="en")


@given(
    title=st.text(min_size=1, max_size=120),
    town=st.text(min_size=1, max_size=80),
    merchant=st.text(min_size=1, max_size=60),
    customer=st.text(max_size=120),
)
@settings(deadline=None, max_examples=25)
def test_whatever_the_names_are_it_is_one_page_with_the_code(
    title: str, town: str, merchant: str, customer: str
) -> None:
    booking = unsaved(title=title, town=town)
    assert CODE in page(booking, merchant=merchant, customer=customer).extract_text()


def test_it_speaks_french_to_who_reads_french() -> None:
    text = page(unsaved(), language="fr").extract_text()
    lines = [line.strip() for line in text.splitlines()]
    for line in (
        "Bon de séjour",
        "ARRIVÉE",
        "samedi 12 décembre 2026",
        "à partir de 14:00, Africa/Kampala (UTC+3)",
        "DÉPART",
        "mardi 15 décembre 2026",
        "jusqu'à 10:30, Africa/Kampala (UTC+3)",
        "Au nom de",
        "Voyageurs",
        "3 à 18 500 000 UGX",
        "Payé",
        "55 500 000 UGX",
        "Si vous annulez",
    ):
        assert line in lines
    assert "en totalité jusqu'à 14 jours avant l'arrivée" in " ".join(lines)
    assert not {"Booking", "Guest", "from", "until", "December"} & set(text.split())


def test_a_language_that_we_do_not_write_yet_is_answered_in_english() -> None:
    booking = unsaved()
    assert page(booking, language="am").extract_text() == page(booking).extract_text()


@pytest.mark.parametrize(("language", "ends"), [("en", "nothing."), ("fr", "rien.")])
def test_the_longest_of_everything_stays_above_the_foot(language: str, ends: str) -> None:
    booking = unsaved(title="W" * 120, town="W" * 80)
    booking.policy_steps = [{"days_before": 365 - n, "percent": 99 - n} for n in range(10)]
    found = page(booking, merchant="W" * 60, customer="W" * 120, language=language)
    heights: dict[str, float] = {}

    def visit(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip():
            heights.setdefault(text.strip(), matrix[5])

    found.extract_text(visitor_text=visit)
    last = next(y for text, y in heights.items() if text.endswith(ends))
    foot = next(y for text, y in heights.items() if text.startswith(("Show", "Montrez")))
    assert last > foot + 20
    assert min(heights.values()) > 0
