from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from nauli.catalog.models import Product
from nauli.launch.demo_data import load_demo
from nauli.launch.demo_photo_texts import TEXTS
from nauli.record.models import Change, record
from nauli.travel.models import Listing
from nauli.web.templatetags.pictures import srcset

pytestmark = pytest.mark.django_db


def _load() -> None:
    load_demo(key="nauli_demo_of_these_tests")


def _photos(*, of_goods: bool) -> list[str]:
    rows = Product.objects.all() if of_goods else Listing.objects.all()
    return [photo for row in rows for photo in row.photos]


def _file(path: str) -> bytes:
    found = finders.find(path.removeprefix("/static/"))
    assert isinstance(found, str), path
    return Path(found).read_bytes()


def _size(file: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(file)) as image:
        assert image.format == "WEBP"
        return image.size


def test_every_place_and_every_good_has_a_picture_of_its_own() -> None:
    _load()
    places, goods = _photos(of_goods=False), _photos(of_goods=True)
    assert min(len(row.photos) for row in Listing.objects.all()) == 1
    assert len(goods) == Product.objects.count()
    assert len(set(places + goods)) == len(places + goods)


def test_a_place_has_pictures_for_a_phone_and_for_a_desk_and_both_are_light() -> None:
    _load()
    for photo in _photos(of_goods=False):
        phone, desk = (_file(part.split()[0]) for part in srcset(photo).split(", "))
        assert (_size(phone), _size(desk)) == ((480, 320), (960, 640))
        assert len(phone) < 25_000
        assert len(desk) < 60_000


def test_a_good_has_a_light_one() -> None:
    _load()
    for photo in _photos(of_goods=True):
        file = _file(photo)
        assert _size(file) == (640, 480)
        assert len(file) < 10_000


def test_all_of_them_weigh_less_than_a_megabyte_and_each_is_shown() -> None:
    _load()
    shown = set(_photos(of_goods=True))
    for photo in _photos(of_goods=False):
        shown |= {part.split()[0] for part in srcset(photo).split(", ")}
    first = finders.find("web/photos/osu-960.webp")
    assert isinstance(first, str)
    folder = Path(first).parent
    files = list(folder.rglob("*.webp"))
    assert {f"/static/web/photos/{file.relative_to(folder).as_posix()}" for file in files} == shown
    assert sum(file.stat().st_size for file in files) < 1_000_000


def test_a_folder_of_an_older_release_gets_them_and_what_staff_has_chosen_stays() -> None:
    _load()
    drawn = Listing.objects.order_by("pk").values_list("photos", flat=True)[0]
    Listing.objects.update(photos=[])
    Product.objects.update(photos=[])
    place, good = Listing.objects.order_by("pk")[1], Product.objects.order_by("pk")[1]
    mine = ["https://photos.example/1.jpg"]
    Listing.objects.filter(pk=place.pk).update(photos=mine)
    Product.objects.filter(pk=good.pk).update(photos=mine)
    _load()
    assert Listing.objects.order_by("pk")[0].photos == drawn
    assert (Listing.objects.get(pk=place.pk).photos, Product.objects.get(pk=good.pk).photos) == (
        mine,
        mine,
    )
    assert not Product.objects.filter(photos=[]).exists()
    assert Change.objects.filter(after="changed", reason="photos").count() == 8 + 13


@pytest.mark.parametrize(("subject", "model"), [("listing", Listing), ("product", Product)])
def test_who_took_them_away_does_not_get_them_again(
    subject: str, model: type[Listing | Product]
) -> None:
    _load()
    row = model._default_manager.all()[0]
    model._default_manager.filter(pk=row.pk).update(photos=[])
    record(subject, row.pk, after="changed", reason="photos, title")
    _load()
    assert model._default_manager.filter(photos=[]).count() == 1


def _rows() -> list[Listing | Product]:
    return [*Listing.objects.order_by("pk"), *Product.objects.order_by("pk")]


def test_of_every_picture_it_is_said_what_is_to_be_seen_on_it() -> None:
    _load()
    told = [text for row in _rows() for text in row.photo_texts.values()]
    assert {photo for row in _rows() for photo in row.photo_texts} == {
        *_photos(of_goods=False),
        *_photos(of_goods=True),
    }
    assert sorted(told) == sorted(TEXTS.values())
    assert len(set(told)) == len(told)
    assert max(map(len, told)) < 100


def test_a_folder_with_pictures_gets_what_is_to_be_seen_on_them_and_mine_stays() -> None:
    _load()
    before = [row.photo_texts for row in _rows()]
    Listing.objects.update(photo_texts={})
    Product.objects.update(photo_texts={})
    mine, foreign, emptied = Listing.objects.order_by("pk")[:3]
    own = {mine.photos[0]: "My own words"}
    Listing.objects.filter(pk=mine.pk).update(photo_texts=own)
    Listing.objects.filter(pk=foreign.pk).update(photos=["https://photos.example/osu-960.webp"])
    record("listing", emptied.pk, after="changed", reason="photo_texts")
    _load()
    assert [row.photo_texts for row in _rows()] == [own, {}, {}, *before[3:]]
