"""A visitor of the shop whose browser knows no JavaScript: links, forms, and where those lead."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

import requests

from tests.web.forms import Forms

_LINK = re.compile(r'<a [^>]*?href="([^"]+)"')
_ON = re.compile(r"0; url=(.+)")


class Visitor:
    def __init__(self, url: str) -> None:
        self._http = requests.Session()
        self._http.trust_env = False
        self.steps = 0
        self.page = self._http.get(url, timeout=30)

    def close(self) -> None:
        self._http.close()

    @property
    def text(self) -> str:
        return unescape(self.page.text)

    def leads_to(self, part: str) -> list[str]:
        return [link for link in _LINK.findall(self.page.text) if part in link]

    def follow(self, part: str) -> None:
        """Press the first link whose address holds this."""
        address = self.leads_to(part)[0]
        self._arrive(self._http.get(urljoin(self.page.url, unescape(address)), timeout=30))

    def find(self, part: str) -> None:
        """Turn pages until there is such a link, and press it."""
        while not self.leads_to(part):
            number = int(self.page.url.partition("page=")[2] or 1)
            self.follow(f"page={number + 1}")
        self.follow(part)

    def look_again(self) -> None:
        self._arrive(self._http.get(self.page.url, timeout=30))

    def send(self, part: str = "", **typed: str) -> None:
        """Send the first form whose address holds this; without one, the form of this page."""
        forms = Forms(self.page.text)
        action = next(one for one in forms.by_action if (part in one if part else one == ""))
        sent = {**forms.by_action[action], **typed}
        assert typed.keys() <= forms.by_action[action].keys() | forms.radios.keys()
        address = urljoin(self.page.url, action) if action else self.page.url
        if forms.methods[action].lower() == "post":
            answer = self._http.post(address, data=sent, timeout=60)
        else:
            answer = self._http.get(address.partition("#")[0], params=sent, timeout=30)
        self._arrive(answer)

    def _arrive(self, page: requests.Response) -> None:
        """Go on where the page leads by itself at once."""
        assert page.status_code == 200, (page.url, page.status_code, page.text)
        self.steps += 1
        on = _ON.fullmatch(page.headers.get("Refresh", ""))
        self.page = self._http.get(on[1], timeout=30) if on else page
