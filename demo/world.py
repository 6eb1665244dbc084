"""The API and the sandbox, as a stranger with an API key, a phone and a browser meets them."""

from __future__ import annotations

import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, NoReturn, TypeVar

import requests

PATIENCE_SECONDS = 30
TIMEOUT_SECONDS = 10

Json = dict[str, Any]
T = TypeVar("T")


class TourEnded(Exception):
    """Something did not come true; the sentence says what."""


class Form(HTMLParser):
    """What a browser would send of a page's form if nothing in it were touched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        chosen = told.get("type") != "radio" or "checked" in told
        if tag == "input" and chosen and told.get("name"):
            self.fields[str(told["name"])] = told.get("value") or ""


class World:
    """The API and the sandbox, each behind its own requests."""

    def __init__(self, demo: Json) -> None:
        self._api: str = demo["base_url"]
        self._sandbox: str = demo["sandbox_url"]
        self._session = requests.Session()
        self._session.trust_env = False  # both are on this machine, whatever proxy is set
        self._bearer = {"Authorization": f"Bearer {demo['api_key']}"}

    def get(self, path: str, **params: str) -> Json:
        return self._read(self._session.get(self._url(path), params=params, **self._how(path)))

    def post(self, path: str, body: Json | None = None, *, key: str = "") -> Json:
        return self._read(self.answer(path, body, key=key))

    def answer(self, path: str, body: Json | None = None, *, key: str = "") -> requests.Response:
        how = self._how(path)
        if key:
            how["headers"] = {**how["headers"], "Idempotency-Key": key}
        return self._session.post(self._url(path), json=body, **how)

    def fetch(self, path: str) -> bytes:
        return self._checked(self._session.get(self._url(path), **self._how(path))).content

    def visit(self, url: str, form: dict[str, str] | None = None) -> requests.Response:
        """Open a page as a browser does, or send its form; it goes where the page leads."""
        how: Json = {"data": form, "timeout": TIMEOUT_SECONDS}
        page = self._session.request("POST" if form else "GET", url, **how)
        if not page.ok:
            raise TourEnded(f"{url} answered {page.status_code}: {page.text[:500]}")
        return page

    def _url(self, path: str) -> str:
        return (self._sandbox if path.startswith("/_sandbox/") else self._api) + path

    def _how(self, path: str) -> Json:
        # The sandbox is a stranger: it never sees the key.
        headers = {} if path.startswith("/_sandbox/") else self._bearer
        return {"headers": headers, "timeout": TIMEOUT_SECONDS}

    def _read(self, response: requests.Response) -> Json:
        found: Json = self._checked(response).json()
        return found

    @staticmethod
    def _checked(response: requests.Response) -> requests.Response:
        if not response.ok:
            where = f"{response.request.method} {response.request.path_url}"
            raise TourEnded(f"{where} answered {response.status_code}: {response.text[:500]}")
        return response


def until(ask: Callable[[], T | None], complaint: str) -> T:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := ask()) is None:
        if time.monotonic() > deadline:
            end(f"After {PATIENCE_SECONDS} s {complaint}.")
        time.sleep(0.05)
    return found


def end(sentence: str) -> NoReturn:
    raise TourEnded(sentence)
