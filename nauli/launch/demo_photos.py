"""Where the demo's pictures are: among the static files of the shop's pages."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence

from django.conf import settings

from nauli.catalog.models import Product
from nauli.launch.demo_photo_texts import TEXTS
from nauli.record.models import Change
from nauli.travel.models import Listing

_NAME = re.compile(r".*/([a-z-]+?)(?:-960)?\.webp")
_FOLDER = "web/photos/"


def of_place(pictures: Sequence[str]) -> list[str]:
    """Return their paths at a desk's size; pages know the phone's size by the name."""
    return [f"{settings.STATIC_URL}{_FOLDER}{picture}-960.webp" for picture in pictures]


def of_goods(picture: str) -> list[str]:
    return [f"{settings.STATIC_URL}{_FOLDER}goods/{picture}.webp"]


def texts_of(photos: Sequence[str]) -> Mapping[str, str]:
    """Return what is to be seen on those of them that are the demo's own."""
    ours = [photo for photo in photos if photo.startswith(f"{settings.STATIC_URL}{_FOLDER}")]
    named = {photo: found[1] for photo in ours if (found := _NAME.fullmatch(photo))}
    return {photo: TEXTS[name] for photo, name in named.items() if name in TEXTS}


def missing(subject: str, row: Listing | Product, drawn: Sequence[str]) -> dict[str, object]:
    """Return what an older release did not have of it: pictures, and what is to be seen on them."""
    found: dict[str, object] = {}
    photos = row.photos
    if not photos and not _was_set(subject, row.pk, "photos"):
        found["photos"] = photos = list(drawn)
    texts = texts_of(photos)
    if texts and not row.photo_texts and not _was_set(subject, row.pk, "photo_texts"):
        found["photo_texts"] = texts
    return found


def _was_set(subject: str, number: uuid.UUID, column: str) -> bool:
    """Say whether it was ever changed: who took it away wants none."""
    changes = Change.objects.filter(subject=subject, subject_id=str(number), after="changed")
    return any(column in change.reason.split(", ") for change in changes)
