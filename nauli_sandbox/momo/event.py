"""The signed event: not MTN's, but what a merchant's own relay would send, by a switch.

The order's id is known here only from `payeeNote`: the first UUID in it.
"""

from __future__ import annotations

import json
import re

from nauli_sandbox.addresses import obstacle
from nauli_sandbox.book import Row
from nauli_sandbox.deliveries import Outgoing, queue
from nauli_sandbox.faults import altered
from nauli_sandbox.momo.charges import facts_of
from nauli_sandbox.sandbox import Sandbox
from nauli_sandbox.settings import read_settings

_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_WORDS = {"SUCCESSFUL": "success", "FAILED": "failed"}


def queue_event(sandbox: Sandbox, charge: Row) -> None:
    """Queue it where the switch is on. What cannot be sent is written down with the reason."""
    if charge["kind"] != "requesttopay" or not read_settings(sandbox.book).momo_signed_events:
        return
    facts = facts_of(charge)
    order = _UUID.search(charge["payee_note"])
    unsendable = obstacle(sandbox.options, "momo.event")
    if order is None:
        unsendable = "payeeNote holds no UUID, so the order is not known."
    body = {
        "provider_reference": charge["reference"],
        "order_id": order[0].lower() if order else None,
        "status": _WORDS[charge["status"]],
    }
    queue(
        sandbox.book,
        Outgoing(
            point="momo.event",
            subject=charge["reference"],
            body=json.dumps(altered(sandbox.book, "momo.event", body, facts)),
            facts=facts,
            unsendable=unsendable,
        ),
    )
