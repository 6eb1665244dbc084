"""Where what the sandbox sends by itself goes, if the start options say where, and signed by what.

A delivery with a URL of its own goes there; all others go to the address of their point.
"""

from __future__ import annotations

from nauli_sandbox.options import Options


def address(options: Options, point: str) -> str:
    return {
        "sms.receipt": options.sms_receipt_url,
        "momo.event": options.momo_event_url,
        "chapa.webhook": options.chapa_webhook_url,
    }[point]


def obstacle(options: Options, point: str) -> str:
    """Say why nothing can be sent at this point, or nothing."""
    if point == "sms.receipt":
        return "" if options.sms_receipt_url else "No receipt URL is set."
    if point == "momo.event":
        if not options.momo_webhook_secrets:
            return "MOMO_WEBHOOK_SECRET is not set."
        return "" if options.momo_event_url else "--momo-event-url is not set."
    if not options.chapa_webhook_secrets:
        return "CHAPA_WEBHOOK_SECRET is not set."
    return "" if options.chapa_webhook_url else "--chapa-webhook-url is not set."
