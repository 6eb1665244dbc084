from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from nauli.travel.models import Booking, Review
from tests.factories import CHECK_IN, new_booking, new_listing, new_policy
from tests.travel.world import FAR, NIGHT, far_today
from tests.web.pages import answer, get

pytestmark = pytest.mark.django_db

_TWO_NIGHTS = {"check_in": CHECK_IN, "check_out": CHECK_IN + timedelta(days=2), "guests": 2}


def test_it_says_what_a_guest_must_know() -> None:
    listing = new_listing(title="Lake house", policy=new_policy((14, 100), (1, 50)))
    text = get(f"/stays/{listing.pk}/")
    for words in ("Lake house", "up to 4", "14:00", "10:30"):
        assert words in text
    assert "100% back until 14 days before arrival" in text
    assert "50% back until 1 day before arrival" in text


def test_a_stay_has_its_price() -> None:
    text = get(f"/stays/{new_listing(price='40.00').pk}/", _TWO_NIGHTS)
    assert "2 nights at EUR\u00a040.00" in text
    assert "EUR\u00a080.00" in text


def test_a_stay_that_is_taken_has_none_and_its_nights_are_named() -> None:
    listing = new_listing()
    new_booking(listing, check_in=CHECK_IN + timedelta(days=1), nights=1)
    text = get(f"/stays/{listing.pk}/", _TWO_NIGHTS)
    assert "Some of these nights are taken" in text
    assert "EUR\u00a080.00" not in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"guests": 5}, "does not take so many guests"),
        ({"check_in": "2020-01-01"}, "has passed at the place"),
        ({"check_out": CHECK_IN + timedelta(days=31)}, "does not take so long a stay"),
        ({"check_out": CHECK_IN}, "Leave on a later day"),
        ({"check_in": "tomorrow"}, "Enter a valid date."),
    ],
)
def test_a_stay_that_cannot_be_says_why(changes: dict[str, object], words: str) -> None:
    text = get(f"/stays/{new_listing().pk}/", {**_TWO_NIGHTS, **changes})
    assert words in text
    assert "EUR\u00a080.00" not in text


@pytest.mark.parametrize(("most", "guests"), [(4, 2), (1, 1)])
def test_until_it_is_said_how_many_come_it_is_two_or_as_many_as_fit(most: int, guests: int) -> None:
    text = get(
        f"/stays/{new_listing(max_guests=most).pk}/",
        {"check_in": CHECK_IN, "month": f"{CHECK_IN + NIGHT:%Y-%m}"},
    )
    assert f'name="guests" value="{guests}"' in text
    assert f"check_out={CHECK_IN + NIGHT}&amp;guests={guests}" in text


def test_the_database_says_what_day_it_is_there() -> None:
    page, today = f"/stays/{new_listing(price='40.00', time_zone=FAR).pk}/", far_today()
    assert "EUR\u00a040.00" in get(page, {"check_in": today, "check_out": today + NIGHT})
    past = get(page, {"check_in": today - NIGHT, "check_out": today})
    assert "has passed at the place" in past


def test_what_guests_say_is_shown_and_what_staff_have_hidden_is_not() -> None:
    listing = new_listing()
    for rating, text, hidden in ((5, "Lovely", False), (1, "Rubbish", True)):
        stay = new_booking(
            listing,
            check_in=CHECK_IN + timedelta(days=rating * 3),
            state=Booking.State.COMPLETED,
        )
        Review.objects.create(
            booking=stay, listing=listing, rating=rating, text=text, hidden=hidden
        )
    text = get(f"/stays/{listing.pk}/")
    assert "Lovely" in text
    assert "1 review<" in text
    assert "Rubbish" not in text


def test_its_pictures_have_their_place_and_only_the_first_is_fetched_at_once() -> None:
    photos = ["/static/web/photos/osu-960.webp", "https://photos.example/1.jpg"]
    text = get(f"/stays/{new_listing(photos=photos).pk}/")
    first, second = re.findall(r"<img[^>]*>", text)
    assert "/static/web/photos/osu-480.webp 480w, " in first
    assert "srcset" not in second
    assert ('loading="lazy"' in first, 'loading="lazy"' in second) == (False, True)
    assert 'width="960" height="640"' in first
    assert 'width="960" height="640"' in second


def test_what_is_to_be_seen_is_read_to_who_cannot_see_it() -> None:
    photos = ["/static/web/photos/osu-960.webp", "https://photos.example/1.jpg"]
    listing = new_listing(photos=photos, photo_texts={photos[0]: 'Lights of "Osu"'})
    first, second = re.findall(r"<img[^>]*>", get(f"/stays/{listing.pk}/"))
    assert 'alt="Lights of &quot;Osu&quot;"' in first
    assert 'alt=""' in second
    # Among others the picture stands in a link that is named already.
    (picture,) = re.findall(r"<img[^>]*>", get("/stays/"))
    assert 'alt=""' in picture


def test_what_is_not_for_sale_has_no_page() -> None:
    assert answer(f"/stays/{new_listing(active=False).pk}/").status_code == 404
    assert answer(f"/stays/{uuid4()}/").status_code == 404
