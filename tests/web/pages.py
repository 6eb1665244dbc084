"""Pages as a browser without JavaScript reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def get(path: str, query: Mapping[str, object] | None = None, *, language: str = "en") -> str:
    """Return the text of a page that is there."""
    response = answer(path, query, language=language)
    assert response.status_code == 200
    return response.content.decode()


def answer(path: str, query: Mapping[str, object] | None = None, *, language: str = "en") -> Answer:
    told = {name: str(value) for name, value in (query or {}).items()}
    return Client().get(path, told, headers={"accept-language": language})
