"""Where everything is, for whoever points a client at the sandbox."""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox.drawing import draw
from nauli_sandbox.face.notice import notice
from nauli_sandbox.sandbox import SANDBOX


@draw.live
async def show_about(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    options = sandbox.options
    return draw.page(
        "about.html",
        base=f"http://{request.host}",
        smtp_port=sandbox.smtp_port,
        # The address of receipts may hold a secret and is not shown.
        goes={
            "Chapa's webhooks": options.chapa_webhook_url or "nowhere: --chapa-webhook-url",
            "Signed MoMo events": options.momo_event_url or "nowhere: --momo-event-url",
            "SMS receipts": "as told at the start"
            if options.sms_receipt_url
            else "nowhere: SANDBOX_SMS_RECEIPT_URL",
        },
        notice=notice(request),
    )
