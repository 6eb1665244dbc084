"""Every path of the sandbox, and the dialect in which each of them says no."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from nauli_sandbox.africastalking.bulk import send_bulk
from nauli_sandbox.africastalking.messaging import send_message
from nauli_sandbox.africastalking.speech import TurnedAway
from nauli_sandbox.africastalking.user import show_user
from nauli_sandbox.chapa.answers import TurnedDown, says
from nauli_sandbox.chapa.paths import chapa_paths
from nauli_sandbox.control import chapa, faults, home, momo, seen, sms
from nauli_sandbox.drawing import draw
from nauli_sandbox.errors import Closed, ControlRefused
from nauli_sandbox.face.paths import face_paths
from nauli_sandbox.foreign import check_origin
from nauli_sandbox.momo import holders, provision, status
from nauli_sandbox.momo.access import PRODUCTS
from nauli_sandbox.momo.answers import (
    Turned,
    bad_request,
    gateway_says,
    length_required,
    spoken,
)
from nauli_sandbox.momo.notification import notify
from nauli_sandbox.momo.refund import refund
from nauli_sandbox.momo.requesttopay import request_to_pay
from nauli_sandbox.momo.token import make_token
from nauli_sandbox.momo.transfer import transfer
from nauli_sandbox.momo.wallet import balance
from nauli_sandbox.sandbox import SANDBOX, Sandbox

_BODY_BYTES = 1024 * 1024

logger = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(sandbox: Sandbox) -> web.Application:
    app = web.Application(middlewares=[speak], client_max_size=_BODY_BYTES)
    app[SANDBOX] = sandbox
    app.add_routes(
        [
            *chapa_paths(),
            *_momo(),
            web.post("/africastalking/version1/messaging", send_message),
            web.post("/africastalking/version1/messaging/bulk", send_bulk),
            web.get("/africastalking/version1/user", show_user),
            *_control(),
            *face_paths(),
        ]
    )
    return app


def _momo() -> list[web.RouteDef]:
    collection, disbursement = "/momo/collection/v1_0", "/momo/disbursement/v1_0"
    either = f"/momo/{{product:{'|'.join(PRODUCTS)}}}"
    holder = f"{either}/v1_0/accountholder"
    return [
        web.post("/momo/v1_0/apiuser", provision.create_user),
        web.post("/momo/v1_0/apiuser/{user}/apikey", provision.create_key),
        web.get("/momo/v1_0/apiuser/{user}", provision.show_user),
        web.post(f"{either}/token/", make_token),
        web.get(f"{either}/v1_0/account/balance", balance),
        web.get(f"{either}/v1_0/account/balance/{{currency}}", balance),
        web.get(f"{holder}/{{type}}/{{party}}/active", holders.is_active),
        web.get(f"{holder}/{{type:(?i:msisdn)}}/{{party}}/basicuserinfo", holders.basic_user_info),
        web.post(f"{collection}/requesttopay", request_to_pay),
        web.get(f"{collection}/requesttopay/{{reference}}", status.look_at_payment),
        web.post(f"{collection}/requesttopay/{{reference}}/deliverynotification", notify),
        web.post(f"{disbursement}/transfer", transfer),
        web.get(f"{disbursement}/transfer/{{reference}}", status.look_at_transfer),
        web.post(f"{disbursement}/refund", refund),
        web.post("/momo/disbursement/v2_0/refund", refund),
        web.get(f"{disbursement}/refund/{{reference}}", status.look_at_refund),
    ]


def _control() -> list[web.RouteDef]:
    return [
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
        web.post("/_sandbox/momo/keys", momo.assign_key),
        web.delete("/_sandbox/momo/tokens", momo.end_tokens),
        web.post("/_sandbox/chapa/sign", chapa.sign_body),
        web.post("/_sandbox/chapa/refunds/{ref_id}/finish", chapa.finish_refund),
        web.post("/_sandbox/chapa/refunds/{ref_id}/reverse", chapa.reverse_refund),
        web.post("/_sandbox/chapa/{tx_ref}/pay", chapa.pay),
        web.post("/_sandbox/chapa/{tx_ref}/fail", chapa.fail),
        web.post("/_sandbox/chapa/{tx_ref}/cancel", chapa.cancel),
        web.post("/_sandbox/chapa/{tx_ref}/reverse", chapa.reverse),
        web.post("/_sandbox/sms/numbers", sms.mark_number),
        web.get("/_sandbox/sms/numbers", sms.list_numbers),
        web.post("/_sandbox/faults", faults.script_faults),
        web.get("/_sandbox/faults", faults.show_faults),
        web.delete("/_sandbox/faults", faults.lift_faults),
    ]


@web.middleware
async def speak(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a refusal into the words of whoever was called: a vendor, or ourselves."""
    try:
        if request.path.startswith("/momo/"):
            if _has_no_length(request):
                return length_required()
            if "//" in request.path:
                raise bad_request("The URL has doubled slashes.")
        check_origin(request, request.app[SANDBOX].options)
        return await handler(request)
    except (Turned, TurnedDown, TurnedAway, ControlRefused, Closed) as refusal:
        return _refuse(request, refusal)
    except web.HTTPException as error:
        return _plain_http(request, error)


def _refuse(
    request: web.Request, refusal: Turned | TurnedDown | TurnedAway | ControlRefused | Closed
) -> web.Response:
    if isinstance(refusal, ControlRefused):
        return web.json_response({"error": refusal.sentence}, status=refusal.status)
    if isinstance(refusal, Closed):
        return _hang_up(request)
    _explain(request, refusal)
    if isinstance(refusal, Turned | TurnedDown):
        return spoken(refusal.body, refusal.status)
    return web.Response(status=refusal.status, text=refusal.text)


def _has_no_length(request: web.Request) -> bool:
    """Say whether MTN would ask for a Content-Length: where there is no body, or it is in chunks.

    The refusal of chunks was seen where no body is expected; elsewhere they are taken here.
    """
    if request.method != "POST" or "Content-Length" in request.headers:
        return False
    bodyless = request.path.endswith(("/token/", "/apikey"))
    return bodyless or "Transfer-Encoding" not in request.headers


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection; what is returned here reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _plain_http(request: web.Request, error: web.HTTPException) -> web.Response:
    """Say 404, 405 and 413 as each door would; to a person's browser by a page."""
    if request.path.startswith("/momo/"):
        # MTN's gateway knows a method and a path together, and calls anything else not found.
        code = 404 if error.status == 405 else error.status
        words = "Resource not found" if code == 404 else error.reason
        return spoken(gateway_says(code, words).body, code)
    if request.path.startswith("/chapa/v1/"):
        return spoken(says(error.status, error.reason).body, error.status)
    if request.path.startswith("/africastalking/"):
        return web.Response(status=error.status, text=error.reason)
    if "text/html" in request.headers.get("Accept", ""):
        return draw.page("lost.html", status=error.status, reason=error.reason, notice="")
    sentence = f"{error.reason}: see /_sandbox/ for what there is."
    return web.json_response({"error": sentence}, status=error.status)


def _explain(request: web.Request, refusal: Exception) -> None:
    """Leave a line in the log: MTN's own answer to a mistake is silent about what it was."""
    logger.warning("%s %s turned away: %s", request.method, request.rel_url.path, refusal)
