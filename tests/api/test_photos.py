from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from nauli.catalog.models import Product
from nauli.travel.models import Listing
from tests.door import Door, read, read_problem
from tests.factories import new_listing, new_product

pytestmark = pytest.mark.django_db

OURS = "/static/web/photos/osu-960.webp"


@pytest.fixture(autouse=True)
def _reached(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://shop.example"


def _change(door: Door, path: str, *photos: object, status: int = 200) -> dict[str, Any]:
    response = door.ask("PATCH", path, {"photos": list(photos)})
    return read(response) if status == 200 else read_problem(response, status)


def _paths() -> list[str]:
    return [f"/api/listings/{new_listing().pk}/", f"/api/products/{new_product().pk}/"]


def _kept() -> list[list[str]]:
    return [Listing.objects.get().photos, Product.objects.get().photos]


def test_a_path_of_ours_is_kept_as_it_is_and_told_as_an_address(door: Door) -> None:
    foreign = "https://photos.example/1.jpg"
    for path in _paths():
        for told in (_change(door, path, OURS, foreign), read(door.get(path))):
            assert told["photos"] == [f"https://shop.example{OURS}", foreign]
    assert _kept() == [[OURS, foreign]] * 2


def test_what_was_told_can_be_sent_back_and_binds_nobody_to_this_host(
    door: Door, settings: Settings
) -> None:
    for path in _paths():
        _change(door, path, *_change(door, path, OURS)["photos"])
        settings.PUBLIC_URL = "http://127.0.0.1:8010"
        assert read(door.get(path))["photos"] == [f"http://127.0.0.1:8010{OURS}"]
        settings.PUBLIC_URL = "https://shop.example"
    assert _kept() == [[OURS]] * 2


def test_where_nobody_knows_how_we_are_reached_the_path_is_told(
    door: Door, settings: Settings
) -> None:
    settings.PUBLIC_URL = ""
    for path in _paths():
        assert _change(door, path, OURS)["photos"] == [OURS]


@pytest.mark.parametrize(
    "photo",
    [
        "ftp://photos.example/1",
        "photos/1.jpg",
        "/media/1.jpg",
        "//photos.example/static/1.jpg",
        "/static/../api/orders/",
        "/static/./1.jpg",
        "/static/..\\1.jpg",
        "/static/a b.jpg",
        "/static/1.jpg\n",
        "https://[photos/1.jpg",
        "https:///1.jpg",
        "javascript:alert(1)",
        "https://photos.example/" + "x" * 500,
        1,
    ],
)
def test_what_leads_nowhere_is_refused_and_changes_nothing(door: Door, photo: object) -> None:
    for path in _paths():
        assert _change(door, path, OURS, photo, status=422)["field"] == "photos.1"
    assert _kept() == [[], []]


def test_more_than_twenty_are_refused(door: Door) -> None:
    for path in _paths():
        assert _change(door, path, *[OURS] * 21, status=422)["field"] == "photos"
        assert len(_change(door, path, *[OURS] * 20)["photos"]) == 20


def _texts(path: str) -> object:
    model = Listing if "listings" in path else Product
    return model._default_manager.get().photo_texts


def test_what_is_to_be_seen_is_kept_and_told_by_the_address_of_its_photo(
    door: Door, settings: Settings
) -> None:
    foreign = "https://photos.example/1.jpg"
    for path in _paths():
        told = {OURS: " A street at night ", foreign: "A sofa"}
        body = {"photos": [OURS, foreign], "photo_texts": told}
        told = {f"https://shop.example{OURS}": "A street at night", foreign: "A sofa"}
        assert read(door.ask("PATCH", path, body))["photo_texts"] == told
        assert read(door.get(path))["photo_texts"] == told
        # What was told can be sent back; it binds nobody to this host.
        read(door.ask("PATCH", path, {"photo_texts": told}))
        assert _texts(path) == {OURS: "A street at night", foreign: "A sofa"}
        # A photo that goes takes its text along, and brings it back.
        assert _change(door, path, foreign)["photo_texts"] == {foreign: "A sofa"}
        assert _change(door, path, OURS, foreign)["photo_texts"] == told
        assert read(door.ask("PATCH", path, {"photo_texts": {}}))["photo_texts"] == {}


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"https://photos.example/2.jpg": "A sofa"}, "photo_texts"),
        ({"photos/1.jpg": "A sofa"}, "photo_texts.photos/1.jpg"),
        ({OURS: ""}, f"photo_texts.{OURS}"),
        ({OURS: "x" * 251}, f"photo_texts.{OURS}"),
        ({OURS: "A sofa\r\nX: y"}, f"photo_texts.{OURS}"),
        ({OURS: 1}, f"photo_texts.{OURS}"),
        (["A sofa"], "photo_texts"),
        ({f"/static/{number}.jpg": "A sofa" for number in range(21)}, "photo_texts"),
    ],
)
def test_a_text_of_nothing_and_one_that_nobody_can_read_are_refused(
    door: Door, texts: object, field: str
) -> None:
    for path in _paths():
        _change(door, path, OURS)
        told = read_problem(door.ask("PATCH", path, {"photo_texts": texts}), 422)
        assert str(told["field"]).startswith(field)
        assert _texts(path) == {}
