"""What Chapa tells by itself: a signed webhook, and a call of the merchant's callback_url.

Sources: developer.chapa.co/integrations/webhooks and .../accept-payments. Guesses: a cancelled link
is told as `charge.failed/cancelled`; the callback comes once and is not repeated; its values stand
in the query and in a body as well, because no source says where.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from nauli_sandbox.addresses import obstacle
from nauli_sandbox.book import Book, Row
from nauli_sandbox.chapa.checkouts import (
    customization,
    event_word,
    facts_of,
    meta,
    stamp,
    status_word,
)
from nauli_sandbox.deliveries import Outgoing, queue
from nauli_sandbox.faults import altered
from nauli_sandbox.sandbox import Sandbox
from nauli_sandbox.settings import Settings, read_settings


def tell(sandbox: Sandbox, checkout: Row, *, back: bool) -> None:
    """Queue the webhook of its present state and, if `back`, the callback."""
    settings = read_settings(sandbox.book)
    if settings.chapa_webhooks:
        queue_webhook(sandbox, checkout, status=event_word(checkout["status"]))
    if back and settings.chapa_callbacks and checkout["callback_url"]:
        _queue_callback(sandbox.book, checkout, settings)


def queue_webhook(sandbox: Sandbox, checkout: Row, *, status: str) -> None:
    """Queue `charge.<status>`. What cannot be sent is written down with the reason."""
    book = sandbox.book
    facts = facts_of(checkout) | {"event": [f"charge.{status}"]}
    body = altered(book, "chapa.webhook", _payload(checkout, status), facts)
    queue(
        book,
        Outgoing(
            point="chapa.webhook",
            subject=checkout["tx_ref"],
            body=as_javascript(body),
            facts=facts,
            unsendable=obstacle(sandbox.options, "chapa.webhook"),
        ),
    )


def as_javascript(value: object) -> str:
    """Return JSON as JavaScript prints it: no spaces, no escapes but the needed ones."""
    return json.dumps(_whole(value), separators=(",", ":"), ensure_ascii=False)


def _whole(value: object) -> object:
    """Return 1.0 as 1, as JavaScript knows numbers."""
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _payload(checkout: Row, status: str) -> dict[str, Any]:
    """Return the flat body of a webhook, its amounts as texts."""
    return {
        "event": f"charge.{status}",
        "first_name": checkout["first_name"],
        "last_name": checkout["last_name"],
        "email": checkout["email"],
        "mobile": checkout["mobile"],
        "currency": checkout["currency"],
        "amount": checkout["amount"],
        "charge": checkout["charge"],
        "status": status,
        "mode": checkout["mode"],
        "reference": checkout["reference"],
        "created_at": stamp(checkout["created_at"]),
        "updated_at": stamp(checkout["updated_at"]),
        "type": "API",
        "tx_ref": checkout["tx_ref"],
        "payment_method": checkout["method"],
        "customization": customization(checkout),
        "meta": meta(checkout),
    }


def _queue_callback(book: Book, checkout: Row, settings: Settings) -> None:
    facts = facts_of(checkout)
    body = {
        "trx_ref": checkout["tx_ref"],
        "ref_id": checkout["reference"],
        "status": status_word(checkout["status"], settings),
    }
    body = altered(book, "chapa.callback", body, facts)
    queue(
        book,
        Outgoing(
            point="chapa.callback",
            subject=checkout["tx_ref"],
            method="GET",
            url=_with_query(checkout["callback_url"], body),
            body=as_javascript(body),
            facts=facts,
        ),
    )


def _with_query(url: str, values: dict[str, Any]) -> str:
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(values))))
    return urlunsplit(parts._replace(query=query, fragment=""))
