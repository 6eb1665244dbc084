"""API users and their keys, as MTN's sandbox lets developers make them.

Source: momodeveloper.mtn.com/api-documentation (API user and API key management), and what was
recorded of it: the host is a host, without scheme or path, and fixed for the life of the user.
"""

from __future__ import annotations

import json
import secrets

from aiohttp import web

from nauli_sandbox import faults
from nauli_sandbox.book import Book, Row
from nauli_sandbox.momo import access
from nauli_sandbox.momo.answers import bad_request, broken, not_found, spoken, taken_before
from nauli_sandbox.momo.headers import read_reference
from nauli_sandbox.sandbox import SANDBOX

_LONGEST_HOST = 253


async def create_user(request: web.Request) -> web.Response:
    """POST /v1_0/apiuser `{"providerCallbackHost"}`: 201, empty. X-Reference-Id is the user."""
    book = request.app[SANDBOX].book
    key = access.digest(access.check_subscription(request, book))
    user = read_reference(request.headers.get("X-Reference-Id", ""))
    host = _host(await request.read())
    if fault := await faults.before(book, "momo.provision", {}):
        raise broken(fault)
    with book.together():
        if book.row("SELECT 1 FROM api_users WHERE id = ?", (user,)):
            raise taken_before()
        book.write("INSERT OR IGNORE INTO subscriptions (digest) VALUES (?)", (key,))
        book.write(
            "INSERT INTO api_users (id, subscription, callback_host) VALUES (?, ?, ?)",
            (user, key, host),
        )
    if fault := await faults.after(book, "momo.provision", {}):
        raise broken(fault)
    return web.Response(status=201)


async def create_key(request: web.Request) -> web.Response:
    """POST /v1_0/apiuser/{id}/apikey: 201 `{"apiKey"}`. What went before is worth nothing now."""
    book = request.app[SANDBOX].book
    user = _find(request, book)
    if fault := await faults.before(book, "momo.provision", {}):
        raise broken(fault)
    api_key = secrets.token_hex(16)
    with book.together():
        book.write(
            "UPDATE api_users SET key_digest = ? WHERE id = ?",
            (access.digest(api_key), user["id"]),
        )
        book.write("DELETE FROM tokens WHERE api_user = ?", (user["id"],))
    if fault := await faults.after(book, "momo.provision", {}):
        raise broken(fault)
    return spoken({"apiKey": api_key}, 201)


async def show_user(request: web.Request) -> web.Response:
    """GET /v1_0/apiuser/{id}: 200 `{"providerCallbackHost", "targetEnvironment"}`."""
    user = _find(request, request.app[SANDBOX].book)
    return spoken({"providerCallbackHost": user["callback_host"], "targetEnvironment": "sandbox"})


def _find(request: web.Request, book: Book) -> Row:
    """Return a user of this very subscription; MTN knows no other by it."""
    key = access.digest(access.check_subscription(request, book))
    user = book.row(
        "SELECT * FROM api_users WHERE id = ? AND subscription = ?",
        (read_reference(request.match_info["user"]), key),
    )
    if user is None:
        raise not_found()
    return user


def _host(raw: bytes) -> str:
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("The body is not JSON.") from None
    host = body.get("providerCallbackHost") if isinstance(body, dict) else None
    # A whole URL is taken, as older guides have it; no callback's host will ever be equal to it.
    if not isinstance(host, str) or not 0 < len(host) <= _LONGEST_HOST:
        raise bad_request("providerCallbackHost must be the name of a host.")
    return host
