"""POST /{product}/token/: Basic credentials in, a bearer token out.

Source: momodeveloper.mtn.com/api-documentation (token).
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.momo import access
from nauli_sandbox.momo.answers import broken, spoken
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import read_settings


async def make_token(request: web.Request) -> web.Response:
    """200 `{"access_token", "token_type": "access_token", "expires_in": seconds}`."""
    book = request.app[SANDBOX].book
    product = request.match_info["product"]
    key = access.check_subscription(request, book, product=product)
    user = access.read_api_user(request, book)
    facts = {"product": [product]}
    if fault := await faults.before(book, "momo.token", facts):
        raise broken(fault)
    life = read_settings(book).momo_token_seconds
    token = _token(user, life)
    with book.together():
        book.write("DELETE FROM tokens WHERE expires_at < ?", (clock.now(),))
        book.write(
            "INSERT INTO tokens (digest, product, expires_at, api_user) VALUES (?, ?, ?, ?)",
            (access.digest(token), product, clock.now() + life, user),
        )
        # A key that made a user belongs to the product that it fetches its first token for.
        book.write(
            "UPDATE subscriptions SET product = ? WHERE digest = ? AND product IS NULL",
            (product, access.digest(key)),
        )
    if fault := await faults.after(book, "momo.token", facts):
        raise broken(fault)
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
