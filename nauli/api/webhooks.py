"""The doors for what gateways and carriers send by themselves: raw bytes in, stored, 200 out."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qsl

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from nauli.api.answers import json_answer
from nauli.gateways.chapa.callback import reference_in
from nauli.gateways.chapa.signature import SIGNATURE_HEADER, only_the_constant_came
from nauli.kit.errors import Closed, NotFound
from nauli.notifications import receipts
from nauli.webhooks.receive import receive_question, receive_signed

logger = structlog.get_logger(__name__)
router = Router(tags=["webhooks"])


class NoSuchDoor(NotFound):
    """There is nothing at this address."""


class DoorClosed(Closed):
    """The secret of this webhook is not set, so nothing that comes here can be believed."""


class Received(Schema):
    received: bool = True
    new: bool


@router.post("/momo/", response=Received)
def momo_event(request: HttpRequest) -> HttpResponse:
    """Take an event signed with X-Momo-Signature: hex HMAC-SHA256 of the raw body."""
    if not settings.MOMO_WEBHOOK_SECRETS:
        raise DoorClosed
    new = receive_signed("momo", request.body, signature=request.headers.get("X-Momo-Signature"))
    return json_answer(Received(new=new))


@router.api_operation(["POST", "PUT"], "/momo/{reference}/", response=Received)
def momo_callback(request: HttpRequest, reference: str) -> HttpResponse:
    """Take MTN's own unsigned callback as a question: is there news of this payment?"""
    return json_answer(Received(new=receive_question("momo", request.body, reference=reference)))


@router.post("/chapa/", response=Received)
def chapa_event(request: HttpRequest) -> HttpResponse:
    """Take an event signed with x-chapa-signature: hex HMAC-SHA256 of the raw body.

    The header Chapa-Signature alone is refused: it is the same for every event.
    """
    if not settings.CHAPA_WEBHOOK_SECRETS:
        raise DoorClosed
    if only_the_constant_came(request.headers):
        logger.warning(
            "event_signed_with_a_constant",
            door="chapa",
            why="Chapa-Signature signs the secret and not the body, so that whoever has seen one"
            " event can put it on another; only x-chapa-signature counts",
        )
    new = receive_signed("chapa", request.body, signature=request.headers.get(SIGNATURE_HEADER))
    return json_answer(Received(new=new))


@router.api_operation(["GET", "POST"], "/chapa/callback/", response=Received)
def chapa_callback(request: HttpRequest) -> HttpResponse:
    """Take Chapa's unsigned callback as a question: is there news of this payment?

    It names the payment as trx_ref or as tx_ref, in its query or in its body.
    """
    said = request.META.get("QUERY_STRING", "").encode() + b"\n" + request.body
    reference = reference_in(request.GET, request.body)
    return json_answer(Received(new=receive_question("chapa", said, reference=reference)))


@router.post("/sms/{secret}/", response=Received)
def sms_receipt(request: HttpRequest, secret: str) -> HttpResponse:
    """Take a delivery receipt. It is unsigned; the secret in the path is all that protects it."""
    if not settings.SMS_RECEIPT_SECRETS:
        raise DoorClosed
    known = [hmac.compare_digest(secret.encode(), s.encode()) for s in settings.SMS_RECEIPT_SECRETS]
    if not any(known):
        raise NoSuchDoor
    # Not Django's reader of forms: it refuses many fields, and what comes here is kept, not judged.
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    new = receipts.keep(
        carrier_id=form.get("id", "").replace("\x00", "")[:128],
        status=form.get("status", "").replace("\x00", ""),
        reason=form.get("failureReason", "").replace("\x00", ""),
        body=request.body,
    )
    return json_answer(Received(new=new))
