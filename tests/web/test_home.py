from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nauli.travel.models import Booking
from tests.factories import CHECK_IN, new_booking, new_listing, new_product
from tests.web.pages import get

pytestmark = pytest.mark.django_db


def test_what_is_for_sale_is_shown_with_its_price() -> None:
    new_listing(title="Lake house", price="180000", currency="UGX")
    new_listing(title="Closed house", active=False)
    new_product(name="Honey", price="48.50", currency="GHS")
    new_product(name="Old honey", active=False)
    text = get("/")
    for words in ("Lake house", "Jinja, Uganda", "UGX\u00a0180,000", "Honey", "GHS\u00a048.50"):
        assert words in text
    assert "Closed house" not in text
    assert "Old honey" not in text


def test_a_shop_without_places_to_sleep_offers_no_search_for_them() -> None:
    new_product(name="Honey")
    text = get("/")
    assert "Find a stay" not in text
    assert text.count("<h1") == 1


def test_an_empty_shop_says_so() -> None:
    assert "nothing for sale yet" in get("/")


def test_a_page_costs_as_many_queries_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(8):
        new_booking(state=Booking.State.COMPLETED)
        new_product()
    with django_assert_num_queries(4):  # stays, what guests say, goods, and how many goods
        get("/")


def test_only_what_is_free_is_found_for_dates() -> None:
    taken, free = new_listing(title="Taken"), new_listing(title="Free")
    new_booking(taken)
    text = get(
        "/stays/",
        {"check_in": CHECK_IN, "check_out": CHECK_IN + timedelta(days=1), "guests": 2},
    )
    assert "Free" in text
    assert "Taken" not in text
    # The days that were looked for are chosen already on the page of each.
    assert f"/stays/{free.pk}/?check_in={CHECK_IN}&amp;check_out=" in text


def test_with_dates_it_is_said_what_the_whole_stay_costs() -> None:
    new_listing(price="180000", currency="UGX")
    text = get("/stays/", {"check_in": CHECK_IN, "check_out": CHECK_IN + timedelta(days=3)})
    assert "UGX\u00a0540,000" in text
    assert "3 nights at UGX\u00a0180,000" in text
    assert "nights at" not in get("/stays/")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"check_in": "2040-01-02"}, "Give both days, or none."),
        ({"check_in": "2040-01-02", "check_out": "2040-01-02"}, "Leave on a later day"),
        ({"check_in": "2040-01-02", "check_out": "2099-01-02"}, "at most two years ahead"),
        ({"check_in": "soon", "check_out": "2040-01-02"}, "Enter a valid date."),
        ({"guests": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_search_that_makes_no_sense_says_so_and_shows_all(
    query: dict[str, object], words: str
) -> None:
    new_listing(title="Lake house")
    text = get("/stays/", query)
    assert words in text
    assert "Lake house" in text


@pytest.mark.parametrize(
    ("check_in", "check_out"),
    [("0001-01-01", "0001-01-02"), ("0002-12-29", "0002-12-30"), ("9999-12-30", "9999-12-31")],
)
def test_days_at_either_end_of_the_calendar_find_nothing(check_in: str, check_out: str) -> None:
    new_listing(title="Lake house")
    text = get("/stays/", {"check_in": check_in, "check_out": check_out})
    assert "Nothing fits" in text
    assert "Lake house" not in text


def test_where_nothing_fits_another_way_is_shown() -> None:
    new_listing(title="Lake house")
    text = get("/stays/", {"town": "Nowhere"})
    assert "Nothing fits" in text
    assert "Lake house" not in text


def test_many_are_shown_page_by_page() -> None:
    for number in range(25):
        new_product(name=f"Basket {number:02}")
    first, second = get("/goods/"), get("/goods/", {"page": 2})
    assert "Page 1 of 2" in first
    assert "Basket 24" not in first
    assert "Basket 24" in second
    assert "Page 2 of 2" in get("/goods/", {"page": 99})


def _pictures(text: str) -> list[str]:
    return re.findall(r"<img[^>]*>", text)


def test_a_picture_has_its_place_before_it_is_there_and_waits_unless_it_is_first() -> None:
    ours, foreign = "/static/web/photos/osu-960.webp", "https://photos.example/1.jpg"
    for photos in ([ours, foreign], [foreign], []):
        new_listing(photos=photos)
    first, second = _pictures(get("/stays/"))
    assert f'src="{ours}"' in first
    assert f'srcset="/static/web/photos/osu-480.webp 480w, {ours} 960w"' in first
    assert f'src="{foreign}"' in second
    assert "srcset" not in second
    assert ('loading="lazy"' in first, 'loading="lazy"' in second) == (False, True)
    for picture in (first, second):
        assert 'width="960" height="640"' in picture
        assert 'alt=""' in picture  # its title stands beside it


def test_goods_show_their_picture_where_they_have_one() -> None:
    new_product(photos=["/static/web/photos/goods/honey.webp"])
    new_product(photos=["https://photos.example/1.jpg"])
    new_product()
    first, second = _pictures(get("/goods/"))
    assert 'src="/static/web/photos/goods/honey.webp"' in first
    assert 'width="640" height="480"' in second
    assert ('loading="lazy"' in first, 'loading="lazy"' in second) == (False, True)
    new_listing()
    assert 'loading="lazy"' in _pictures(get("/"))[0]  # the goods are far down that page


def test_nothing_is_sent_to_these_pages(client: Client) -> None:
    for path in ("/", "/stays/", "/goods/"):
        assert client.post(path).status_code == 405
