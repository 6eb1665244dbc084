"""Events as the sender of the signed MoMo door makes them."""

from __future__ import annotations

import hashlib
import hmac
import json

from nauli.payments.models import Payment

SECRET = "a-secret-of-the-webhook"


def sign(body: bytes, secret: str = SECRET) -> str:
    # Written out, so that a mistake in our own signature code cannot sign its own mistake.
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def event_body(payment: Payment, status: object = "success", **more: object) -> bytes:
    return json.dumps(
        {
            "provider_reference": str(payment.pk),
            "order_id": str(payment.order_id),
            "status": status,
            **more,
        }
    ).encode()
