"""Where the demo's pictures are: among the static files of the shop's pages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.conf import settings

from nauli.record.models import Change

_FOLDER = "web/photos/"


def of_place(pictures: Sequence[str]) -> list[str]:
    """Return their paths at a desk's size; pages know the phone's size by the name."""
    return [f"{settings.STATIC_URL}{_FOLDER}{picture}-960.webp" for picture in pictures]


def of_goods(picture: str) -> list[str]:
    return [f"{settings.STATIC_URL}{_FOLDER}goods/{picture}.webp"]


def has_had_photos(subject: str, number: uuid.UUID) -> bool:
    """Whether its pictures were ever set: who took them away wants none."""
    changes = Change.objects.filter(subject=subject, subject_id=str(number), after="changed")
    return any("photos" in change.reason.split(", ") for change in changes)
