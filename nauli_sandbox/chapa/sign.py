"""The two headers of a webhook. Source: developer.chapa.co/integrations/webhooks.

`Chapa-Signature` is the secret signed with itself: a constant, which proves nothing about the body.
`x-chapa-signature` signs the raw bytes. Which secret signs, the pages contradict themselves; here
it is the webhook's own, as integrators have it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence


def signatures(secrets: Sequence[str], body: bytes) -> dict[str, str]:
    """Sign with the first secret; two may be live while one is rotated out. None: ValueError."""
    if not secrets:
        raise ValueError("CHAPA_WEBHOOK_SECRET is not set.")
    key = secrets[0].encode()
    return {
        "Chapa-Signature": hmac.new(key, key, hashlib.sha256).hexdigest(),
        "x-chapa-signature": hmac.new(key, body, hashlib.sha256).hexdigest(),
    }
