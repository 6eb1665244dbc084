"""The signature of the signed event: hex HMAC-SHA256 over the raw bytes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence


def sign(secrets: Sequence[str], body: bytes) -> str:
    """Sign with the first secret; two may be live while one is rotated out. None: ValueError."""
    if not secrets:
        raise ValueError("MOMO_WEBHOOK_SECRET is not set.")
    return hmac.new(secrets[0].encode(), body, hashlib.sha256).hexdigest()
