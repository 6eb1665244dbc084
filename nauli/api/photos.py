"""Addresses of pictures, as they come in and go out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlsplit

from django.conf import settings
from ninja import Field
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

MOST_PHOTOS = 20


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


def absolute(photos: Iterable[str]) -> list[str]:
    """Return addresses that work elsewhere too, where we know how we are reached from there."""
    return [f"{settings.PUBLIC_URL}{photo}" if photo.startswith("/") else photo for photo in photos]
