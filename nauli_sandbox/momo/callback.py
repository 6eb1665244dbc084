"""MTN's own callback: unsigned, and only where X-Callback-Url came with the request.

Source: momodeveloper.mtn.com/api-documentation/callback; body and headers as recorded from MTN's
sandbox: no X-Reference-Id, no reference in the body, no payerMessage.
"""

from __future__ import annotations

import json

from nauli_sandbox.book import Book, Row
from nauli_sandbox.deliveries import Outgoing, queue
from nauli_sandbox.faults import altered
from nauli_sandbox.momo.charges import facts_of, shown
from nauli_sandbox.settings import read_settings


def queue_callback(book: Book, charge: Row) -> None:
    if charge["callback_url"] is None:
        return
    facts = facts_of(charge)
    body = shown(charge)
    del body["payerMessage"]
    body = altered(book, "momo.callback", body, facts)
    queue(
        book,
        Outgoing(
            point="momo.callback",
            subject=charge["reference"],
            method=read_settings(book).momo_callback_method,
            url=charge["callback_url"],
            body=json.dumps(body, separators=(",", ":")),
            facts=facts,
        ),
    )
