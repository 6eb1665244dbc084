"""GET /_sandbox/, the settings, and the broom."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from nauli_sandbox.control.read import read_json, read_object
from nauli_sandbox.momo.headers import TARGETS
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import Settings, change_settings, read_settings

_LINKS = (
    "book",
    "sms",
    "mail",
    "faults",
    "settings",
    "momo/handsets",
    "momo/prompts",
    "sms/numbers",
)


async def home(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    options = sandbox.options
    base = f"http://{request.host}"
    return web.json_response(
        {
            "what": "Chapa, MTN MoMo, Africa's Talking SMS and a mailbox on this machine."
            " No real money.",
            "http_port": sandbox.port,
            "smtp_port": sandbox.smtp_port,
            "chapa_base_url": f"{base}/chapa/v1",
            "momo_base_url": f"{base}/momo",
            "africastalking_base_url": f"{base}/africastalking",
            "momo_targets": TARGETS,
            "chapa_webhook_url": options.chapa_webhook_url or None,
            "chapa_webhook_secret_set": bool(options.chapa_webhook_secrets),
            "momo_event_url": options.momo_event_url or None,
            "momo_webhook_secret_set": bool(options.momo_webhook_secrets),
            "sms_receipt_url_set": bool(options.sms_receipt_url),
            "settings": asdict(read_settings(sandbox.book)),
            "links": {name: f"{base}/_sandbox/{name}" for name in _LINKS},
        }
    )


async def show_settings(request: web.Request) -> web.Response:
    return web.json_response(asdict(read_settings(request.app[SANDBOX].book)))


async def turn_settings(request: web.Request) -> web.Response:
    wanted = read_json(await request.read())
    kinds = (bool, int, float, str, list)
    read_object(wanted, dict.fromkeys(asdict(Settings()), kinds))
    return web.json_response(asdict(change_settings(request.app[SANDBOX].book, wanted)))


async def reset(request: web.Request) -> web.Response:
    """Put everything back to the first day: book, mail, faults, marks, settings."""
    request.app[SANDBOX].book.empty()
    return web.json_response({"emptied": True})
