"""A customer's browser: it opens pages, sends forms as they stand, and goes where it is led."""

from __future__ import annotations

from html.parser import HTMLParser

import requests


class Browser:
    def __init__(self) -> None:
        self._http = requests.Session()
        self._http.trust_env = False

    def close(self) -> None:
        self._http.close()

    def open(self, url: str) -> requests.Response:
        return self._http.get(url, timeout=30)

    def press(self, url: str, button: str, **typed: str) -> requests.Response:
        """Open a page, type into its form, press one of its buttons, and go where that leads."""
        page = self.open(url)
        assert page.status_code == 200, page.text
        form = _Form()
        form.feed(page.text)
        assert button in form.buttons
        assert typed.keys() <= form.fields.keys()
        sent = form.fields | typed | {"do": button}
        return self._http.post(url, data=sent, timeout=30)


class _Form(HTMLParser):
    """The one form of a page: what would be sent if nobody typed anything, and its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.buttons: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "button" and told.get("name") == "do":
            self.buttons.add(told["value"])
        elif tag == "input" and (told.get("type") != "radio" or "checked" in told):
            self.fields[told["name"]] = told.get("value", "")
