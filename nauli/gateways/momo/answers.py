"""What MTN's answers mean to us. The default is doubt.

For a refusal one question decides whose it is: would the same request be taken once an operator
has mended a setting? Then it is Misconfigured and stays open; otherwise it is Refused for good.
"""

from __future__ import annotations

import re

from nauli.gateways.contract import (
    Charge,
    Misconfigured,
    Outcome,
    Refused,
    Report,
    Unreachable,
    Unsure,
)
from nauli.gateways.momo.client import Reply
from nauli.gateways.momo.tokens import Token
from nauli.gateways.told import clean, read_money, read_number

# MTN reports mistakes of the caller as HTTP 500; only the code tells them from real trouble.
# https://momodeveloper.mtn.com/api-documentation/common-error
_OUR_FAULT = frozenset(
    {
        "NOT_ALLOWED",  # our API user lacks the right: MTN grants it, then the request is taken
        "NOT_ALLOWED_TARGET_ENVIRONMENT",  # key or user of another product or country
        "INVALID_CALLBACK_URL_HOST",  # our public URL is not the host of our API user
    }
)
# The currency is the order's own and no setting changes it, so waiting would only hold the order.
_NEVER = frozenset({"INVALID_CURRENCY"})
# No one behind these has read a charge: wrong address, method or framing. 401 and 403 are ours too.
_OUR_FAULT_STATUSES = frozenset({401, 403, 404, 405, 411, 413, 415})

# Their reason for a FAILED payment, in the words of contract.FAILURES. The rest: gateway_error.
_FAILURES = {
    "APPROVAL_REJECTED": "declined",
    "PAYMENT_NOT_APPROVED": "declined",
    "TRANSACTION_CANCELED": "declined",
    "EXPIRED": "expired",
    "COULD_NOT_PERFORM_TRANSACTION": "expired",  # what production says after 5 minutes of silence
    "NOT_ENOUGH_FUNDS": "not_enough_funds",
    "PAYER_LIMIT_REACHED": "limit_reached",
    "PAYEE_LIMIT_REACHED": "limit_reached",
    "PAYER_NOT_FOUND": "payer_not_found",
    "SENDER_ACCOUNT_NOT_ACTIVE": "payer_not_found",
    "NOT_ALLOWED": "not_allowed",
    "NOT_ALLOWED_TARGET_ENVIRONMENT": "not_allowed",
    "PAYEE_NOT_FOUND": "not_allowed",
    "PAYEE_NOT_ALLOWED_TO_RECEIVE": "not_allowed",
    # Three reasons in one word; the only sentence that is true of all of them.
    "LOW_BALANCE_OR_PAYEE_LIMIT_REACHED_OR_NOT_ALLOWED": "not_allowed",
    "INVALID_CURRENCY": "refused",
    "INVALID_CALLBACK_URL_HOST": "refused",
}

_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_HEADER_SAFE = re.compile(r"[\x21-\x7e]{1,8192}")

# A token whose life cannot be read is used, but not for long.
_SHORT_LIFE_SECONDS = 60


def read_token(reply: Reply) -> Token:
    """Return the token. Whatever goes wrong here, nothing was asked for yet: Unreachable."""
    if reply.status in {400, *_OUR_FAULT_STATUSES}:
        raise Misconfigured(
            f"MoMo does not accept our credentials ({_said(reply)}).", code=_code(reply)
        )
    value = (reply.fields or {}).get("access_token")
    if reply.status != 200 or not isinstance(value, str) or not _HEADER_SAFE.fullmatch(value):
        raise Unreachable(f"MoMo gave no token ({_said(reply)}).", code=_code(reply))
    life = str((reply.fields or {}).get("expires_in"))
    readable = re.fullmatch(r"[1-9][0-9]{0,6}", life)
    return Token(value, int(life) if readable else _SHORT_LIFE_SECONDS)


def read_charged(charge: Charge, reply: Reply) -> Report:
    """Return a PENDING report: 202 is accepted, 409 was accepted before. Else raise."""
    said = _said(reply, charge)
    if reply.status == 202:
        return Report(reference=charge.reference, outcome=Outcome.PENDING)
    if reply.status >= 400 and reply.code == "RESOURCE_ALREADY_EXIST":
        return Report(reference=charge.reference, outcome=Outcome.PENDING, message=said)
    _refuse_if_ours(reply, said)
    if reply.status == 400 or (reply.status >= 400 and reply.code in _NEVER):
        raise Refused(f"MoMo refused the request ({said}).", code="refused")
    raise Unsure(f"MoMo may or may not have taken the request ({said}).", code=_code(reply))


def read_looked(charge: Charge, reply: Reply) -> Report:
    """Return what became of the charge: status first, reason second.

    Only MTN's own words for "unknown" are UNKNOWN_HERE: any other 404 may be a proxy's.
    """
    said = _said(reply, charge)
    if reply.status == 404 and reply.code == "RESOURCE_NOT_FOUND":
        return Report(reference=charge.reference, outcome=Outcome.UNKNOWN_HERE, message=said)
    if reply.status != 404:
        _refuse_if_ours(reply, said)
    status = (reply.fields or {}).get("status")
    if reply.status != 200 or reply.fields is None or not isinstance(status, str):
        raise Unsure(f"MoMo's answer says nothing of the payment ({said}).", code=_code(reply))
    if reply.fields.get("externalId", charge.reference) != charge.reference:
        raise Unsure("MoMo's answer speaks of another payment.", code="other_reference")
    if status == "SUCCESSFUL":
        return _succeeded(charge, reply)
    if status == "FAILED":
        return _failed(charge, reply)
    # CREATED, PENDING, and words we do not know yet: none of them says that it is over.
    return Report(
        reference=charge.reference, outcome=Outcome.PENDING, message=_clean(status, charge)
    )


def _refuse_if_ours(reply: Reply, said: str) -> None:
    if reply.status in _OUR_FAULT_STATUSES or (reply.status >= 400 and reply.code in _OUR_FAULT):
        raise Misconfigured(f"MoMo does not accept our settings ({said}).", code=_code(reply))
    if reply.status == 429:
        raise Unreachable(f"MoMo asks us to slow down ({said}).", code=_code(reply))


def _succeeded(charge: Charge, reply: Reply) -> Report:
    fields = reply.fields or {}
    amount = read_money(fields.get("amount"), fields.get("currency"))
    if amount is None:
        # "None told" would let the amount that we asked for stand. It was told, only not clearly.
        raise Unsure("MoMo reports success over an amount that cannot be read.", code="amount")
    number = read_number(fields.get("financialTransactionId") or "")
    if number is None:
        raise Unsure("MoMo reports success under a number that cannot be read.", code="number")
    return Report(
        reference=charge.reference,
        outcome=Outcome.SUCCEEDED,
        amount=amount,
        transaction=number,
    )


def _failed(charge: Charge, reply: Reply) -> Report:
    fields = reply.fields or {}
    reason = fields.get("reason")
    named = reason if isinstance(reason, dict) else {"code": reason}
    code, message = named.get("code"), named.get("message")
    word = code if isinstance(code, str) else ""
    said = ": ".join(part for part in (word, message) if isinstance(part, str) and part)
    return Report(
        reference=charge.reference,
        outcome=Outcome.FAILED,
        amount=read_money(fields.get("amount"), fields.get("currency")),
        code=_FAILURES.get(word, "gateway_error"),
        message=_clean(said, charge),
    )


def _said(reply: Reply, charge: Charge | None = None) -> str:
    parts = (str(reply.status), reply.code, reply.message)
    return _clean(" ".join(part for part in parts if part), charge)


def _code(reply: Reply) -> str:
    return reply.code if _WORD.fullmatch(reply.code) else f"http_{reply.status}"


def _clean(text: str, charge: Charge | None) -> str:
    return clean(text, phones=(charge.payer,) if charge else ())
