"""POST /collection/token/: Basic credentials in, a bearer token out.

Source: momodeveloper.mtn.com/api-documentation (token); 411 and its page are as recorded.
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.momo import headers
from nauli_sandbox.momo.answers import length_required, outage, spoken
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import read_settings

_PRODUCT = "collection"


async def make_token(request: web.Request) -> web.Response:
    """200 `{"access_token", "token_type": "access_token", "expires_in": seconds}`."""
    if "Content-Length" not in request.headers:
        return length_required()
    book = request.app[SANDBOX].book
    headers.check_subscription(request)
    user = headers.read_api_user(request)
    if status := await faults.before(book, "momo.token", {}):
        raise outage(status)
    life = read_settings(book).momo_token_seconds
    token = _token(user, life)
    with book.together():
        book.write("DELETE FROM tokens WHERE expires_at < ?", (clock.now(),))
        book.write(
            "INSERT INTO tokens VALUES (?, ?, ?)",
            (headers.digest(token), _PRODUCT, clock.now() + life),
        )
    if status := await faults.after(book, "momo.token", {}):
        raise outage(status)
    return spoken({"access_token": token, "token_type": "access_token", "expires_in": int(life)})


def _token(user: str, life: float) -> str:
    """Return what looks like MTN's JWT. Its last part is chance: only our book can check it."""
    claims = {
        "clientId": user,
        "expires": clock.iso(clock.now() + life),
        "sessionId": str(uuid.uuid4()),
    }
    parts = [json.dumps({"typ": "JWT", "alg": "R256"}).encode(), json.dumps(claims).encode()]
    parts.append(secrets.token_bytes(64))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
