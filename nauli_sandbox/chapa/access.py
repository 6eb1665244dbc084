"""Who is asking: any secret key of the vendor's form, which also says in which mode.

Source: developer.chapa.co/integrations/test-mode-vs-live-mode and .../responses. One merchant has
all keys here: what one of them made, another one of the same mode sees.
"""

from __future__ import annotations

import re

from aiohttp import web

from nauli_sandbox.book import Book, Row
from nauli_sandbox.chapa.answers import INVALID_KEY, says
from nauli_sandbox.settings import read_settings

_KEY = re.compile(r"CHASECK(?P<test>_TEST)?-[A-Za-z0-9_-]{1,100}")


def let_in(request: web.Request, book: Book) -> str:
    """Return the mode of the key, "test" or "live"; or turn the caller down with a 401."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise says(401, "Authorization required")
    form = _KEY.fullmatch(key.strip())
    mode = "test" if form and form["test"] else "live"
    if form is None or (mode == "live" and not read_settings(book).chapa_live_keys):
        raise says(401, INVALID_KEY)
    return mode


def check_mode(mode: str, checkout: Row) -> None:
    """Turn down a key of the other mode, as Chapa's verify does. Elsewhere it is a guess."""
    if checkout["mode"] != mode:
        raise says(
            401,
            f"{mode.capitalize()} secret keys can\u2019t be used to verify a"
            f" {checkout['mode']} transaction",
        )
