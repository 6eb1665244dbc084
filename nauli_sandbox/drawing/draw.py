"""Draw a page: a template, strict headers, and an edition by which a browser asks for news."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from nauli_sandbox.drawing import words
from nauli_sandbox.sandbox import SANDBOX

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FILES = {path.name: path.read_bytes() for path in (Path(__file__).parent / "files").iterdir()}
_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
# Everything is ours and in files of its own: no script and no style stands in a page.
_ONLY_OURS = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_WITH_SCRIPT = f"{_ONLY_OURS}; script-src 'self'; connect-src 'self'; frame-src 'self'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer, by which a browser would keep from us that a form is our own.
    "Referrer-Policy": "same-origin",
}


def _file(name: str) -> str:
    """Return the address of a file, which is another one whenever the file is."""
    return f"/face/{name}?{hashlib.sha256(_FILES[name]).hexdigest()[:12]}"


_TEMPLATES = Environment(
    loader=PackageLoader("nauli_sandbox.drawing"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals["file"] = _file
_TEMPLATES.filters |= words.FILTERS


def page(template: str, *, status: int = 200, again: str = "", **values: object) -> web.Response:
    """Return one of the sandbox's own pages.

    One that answers a form is not to be had by its address: `again` is the page to look at next.
    """
    values |= {"again": again}
    policy = f"{_WITH_SCRIPT}; form-action 'self'"
    return _answer(template, values, status, policy, "no-cache")


def checkout(template: str, *, status: int, **values: object) -> web.Response:
    """Return a page of the checkout, without a script.

    Its form leads on to the merchant's site, for which a form-action would hold as well.
    """
    return _answer(template, values, status, _ONLY_OURS, "no-store")


def live(handler: Handler) -> Handler:
    """Answer 304, without drawing anything, to who knows this edition already."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.StreamResponse:
        edition = f'"{request.app[SANDBOX].book.edition}"'
        if request.headers.get("If-None-Match") == edition:
            return web.Response(status=304, headers={"ETag": edition})
        answer = await handler(request)
        answer.headers["ETag"] = edition
        return answer

    return answered


async def show_file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _FILES:
        raise web.HTTPNotFound
    return web.Response(
        body=_FILES[name],
        content_type=_KINDS[name.rpartition(".")[2]],
        charset="utf-8",
        headers=HEADERS | {"Cache-Control": "public, max-age=31536000, immutable"},
    )


def _answer(
    template: str, values: dict[str, object], status: int, policy: str, cache: str
) -> web.Response:
    text = _TEMPLATES.get_template(template).render(values)
    return web.Response(
        status=status,
        # A mail may hold halves of characters.
        body=text.encode("utf-8", "replace"),
        content_type="text/html",
        charset="utf-8",
        headers=HEADERS | {"Content-Security-Policy": policy, "Cache-Control": cache},
    )
