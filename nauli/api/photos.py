"""Addresses of pictures, as they come in and go out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Annotated
from urllib.parse import urlsplit

from django.conf import settings
from ninja import Field
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from nauli.api.body import ONE_LINE
from nauli.kit.errors import Invalid

MOST_PHOTOS = 20


class UnknownPhoto(Invalid):
    """This text is about a picture that is not among the photos."""


def _address(text: str) -> str:
    """Return the address as it is kept: of a static file of ours its path, for hosts change."""
    text = text.removeprefix(settings.PUBLIC_URL) if _is_ours(text) else text
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_one = False
    is_path = text.startswith(settings.STATIC_URL) and "/." not in text and "\\" not in text
    if not (is_one or is_path) or not text.isprintable() or " " in text:
        raise PydanticCustomError("address", "no address")
    return text


def _is_ours(text: str) -> bool:
    return bool(settings.PUBLIC_URL) and text.startswith(
        f"{settings.PUBLIC_URL}{settings.STATIC_URL}"
    )


Photo = Annotated[str, StringConstraints(max_length=500), AfterValidator(_address)]
Photos = Annotated[
    list[Photo],
    Field(
        max_length=MOST_PHOTOS,
        description="Addresses, http or https, or paths of this server that begin with /static/;"
        " the first one stands for all",
    ),
]
PhotoTexts = Annotated[
    dict[
        Photo,
        Annotated[
            str, StringConstraints(strip_whitespace=True, min_length=1, max_length=250), ONE_LINE
        ],
    ],
    Field(
        max_length=MOST_PHOTOS,
        description="What is to be seen on a photo, by its address, for who cannot see it",
    ),
]


def check_texts(texts: Iterable[str], photos: Container[str]) -> None:
    """Refuse texts of pictures that are not there: their address may be mistyped."""
    for photo in texts:
        if photo not in photos:
            raise UnknownPhoto(f"There is no {photo} among the photos.", field="photo_texts")


def told_texts(texts: Mapping[str, str], photos: Iterable[str]) -> dict[str, str]:
    """Return what is to be seen on these, by the addresses that are told of them."""
    seen = [photo for photo in photos if photo in texts]
    return dict(zip(absolute(seen), [texts[photo] for photo in seen], strict=True))


def absolute(photos: Iterable[str]) -> list[str]:
    """Return addresses that work elsewhere too, where we know how we are reached from there."""
    return [f"{settings.PUBLIC_URL}{photo}" if photo.startswith("/") else photo for photo in photos]
