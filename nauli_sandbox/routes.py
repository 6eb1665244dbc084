"""Every path of the sandbox, and the dialect in which each of them says no."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from nauli_sandbox.africastalking.messaging import TurnedAway, send_message
from nauli_sandbox.control import faults, home, momo, seen, sms
from nauli_sandbox.errors import ControlRefused
from nauli_sandbox.momo.answers import Turned, bad_request, gateway_says, spoken
from nauli_sandbox.momo.requesttopay import request_to_pay
from nauli_sandbox.momo.status import look
from nauli_sandbox.momo.token import make_token
from nauli_sandbox.sandbox import SANDBOX, Sandbox

_BODY_BYTES = 1024 * 1024

logger = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(sandbox: Sandbox) -> web.Application:
    app = web.Application(middlewares=[speak], client_max_size=_BODY_BYTES)
    app[SANDBOX] = sandbox
    app.add_routes(
        [
            web.post("/momo/collection/token/", make_token),
            web.post("/momo/collection/v1_0/requesttopay", request_to_pay),
            web.get("/momo/collection/v1_0/requesttopay/{reference}", look),
            web.post("/africastalking/version1/messaging", send_message),
            web.get("/_sandbox/", home.home),
            web.get("/_sandbox", home.home),
            web.get("/_sandbox/settings", home.show_settings),
            web.post("/_sandbox/settings", home.turn_settings),
            web.post("/_sandbox/reset", home.reset),
            web.get("/_sandbox/book", seen.see_book),
            web.get("/_sandbox/sms", seen.see_sms),
            web.get("/_sandbox/mail", seen.see_mail),
            web.post("/_sandbox/momo/handsets", momo.mark_handset),
            web.get("/_sandbox/momo/handsets", momo.list_handsets),
            web.get("/_sandbox/momo/prompts", momo.list_prompts),
            web.post("/_sandbox/momo/prompts/{reference}/approve", momo.approve),
            web.post("/_sandbox/momo/prompts/{reference}/reject", momo.reject),
            web.post("/_sandbox/momo/sign", momo.sign_body),
            web.post("/_sandbox/sms/numbers", sms.mark_number),
            web.get("/_sandbox/sms/numbers", sms.list_numbers),
            web.post("/_sandbox/faults", faults.script_faults),
            web.get("/_sandbox/faults", faults.show_faults),
            web.delete("/_sandbox/faults", faults.lift_faults),
        ]
    )
    return app


@web.middleware
async def speak(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a refusal into the words of whoever was called: a vendor, or ourselves."""
    try:
        if request.path.startswith("/momo/") and "//" in request.path:
            raise bad_request("The URL has doubled slashes.")
        return await handler(request)
    except Turned as refusal:
        _explain(request, refusal)
        return spoken(refusal.body, refusal.status)
    except TurnedAway as refusal:
        _explain(request, refusal)
        return web.Response(status=refusal.status, text=refusal.text)
    except ControlRefused as refusal:
        return web.json_response({"error": refusal.sentence}, status=refusal.status)
    except web.HTTPException as error:
        return _plain_http(request, error)


def _plain_http(request: web.Request, error: web.HTTPException) -> web.Response:
    """Say 404, 405 and 413 as each door would."""
    if request.path.startswith("/momo/"):
        # MTN's gateway knows a method and a path together, and calls anything else not found.
        status = 404 if error.status == 405 else error.status
        words = "Resource not found" if status == 404 else error.reason
        return spoken(gateway_says(status, words).body, status)
    if request.path.startswith("/africastalking/"):
        return web.Response(status=error.status, text=error.reason)
    sentence = f"{error.reason}: see /_sandbox/ for what there is."
    return web.json_response({"error": sentence}, status=error.status)


def _explain(request: web.Request, refusal: Exception) -> None:
    """Leave a line in the log: MTN's own answer to a mistake is silent about what it was."""
    logger.warning("%s %s turned away: %s", request.method, request.rel_url.path, refusal)
