"""Read the body of a request for money, as strictly as MTN's pages allow to conclude."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from nauli_sandbox.momo.answers import bad_request, momo_says
from nauli_sandbox.momo.headers import TARGETS, read_reference
from nauli_sandbox.momo.plans import is_magic_refund

_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,15})(?:\.(?P<part>[0-9]{1,6}))?")
_MSISDN = re.compile(r"[0-9]{8,15}")  # country code, digits only
_NO_DECIMALS = {"UGX", "RWF", "XOF", "XAF", "GNF"}
_PARTY_TYPES = ("MSISDN", "EMAIL", "PARTY_CODE")
_APOSTROPHES = "'\u2018\u2019"  # the straight one and both that word processors make of it
_LONGEST_NOTE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    amount: str  # normalised as MTN echoes it: "12.50" is "12.5"
    currency: str
    external_id: str
    party_type: str  # of the payer or the payee; a refund goes to whoever paid, and names nobody
    party: str
    payer_message: str
    payee_note: str
    refunds: str  # referenceIdToRefund


def read_wanted(raw: bytes, *, kind: str, target: str) -> Wanted:
    """Return what is asked for, or turn it away. `kind`: requesttopay, transfer or refund.

    Source: momodeveloper.mtn.com/api-documentation/common-error. A currency that the target
    does not take is a 500 with a code, as recorded; all other mistakes are a 400.
    """
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    currency = _text(body, "currency")
    if currency != TARGETS[target]:
        raise momo_says(500, "INVALID_CURRENCY", "Currency not supported.")
    party_type, party = "", ""
    if kind != "refund":
        party_type, party = _party(body, "payer" if kind == "requesttopay" else "payee")
    return Wanted(
        amount=_amount(_text(body, "amount"), currency),
        currency=currency,
        external_id=_text(body, "externalId", optional=True),
        party_type=party_type,
        party=party,
        payer_message=_note(body, "payerMessage"),
        payee_note=_note(body, "payeeNote"),
        refunds=_refunded(body) if kind == "refund" else "",
    )


def _text(body: dict[str, Any], name: str, *, optional: bool = False) -> str:
    value = body.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or (not value and not optional):
        raise bad_request(f"{name} must be a string.")
    return value


def _amount(text: str, currency: str) -> str:
    match = _AMOUNT.fullmatch(text)
    whole = match["whole"].lstrip("0") if match else ""
    part = (match["part"] or "").rstrip("0") if match else ""
    if not whole and not part:
        raise bad_request("amount must be a positive decimal string.")
    if len(part) > (0 if currency in _NO_DECIMALS else 2):
        raise bad_request(f"amount has more decimals than {currency} has.")
    return (whole or "0") + (f".{part}" if part else "")


def _party(body: dict[str, Any], role: str) -> tuple[str, str]:
    party = body.get(role)
    if not isinstance(party, dict) or party.get("partyIdType") not in _PARTY_TYPES:
        raise bad_request(f"{role} must be an object with a partyIdType of {_PARTY_TYPES}.")
    name = party.get("partyId")
    if not isinstance(name, str) or not name:
        raise bad_request(f"{role}.partyId must be a string.")
    if party["partyIdType"] == "MSISDN" and not _MSISDN.fullmatch(name):
        raise bad_request(f"{role}.partyId must be digits only, with the country code.")
    return party["partyIdType"], name


def _refunded(body: dict[str, Any]) -> str:
    """Return the reference of what is refunded, or one of MTN's magic values."""
    told = _text(body, "referenceIdToRefund")
    return told if is_magic_refund(told) else read_reference(told, name="referenceIdToRefund")


def _note(body: dict[str, Any], name: str) -> str:
    note = _text(body, name, optional=True)
    if len(note) > _LONGEST_NOTE:
        raise bad_request(f"{name} is longer than {_LONGEST_NOTE} characters.")
    if any(character in _APOSTROPHES or not character.isprintable() for character in note):
        raise bad_request(f"{name} has an apostrophe or a character that cannot be shown.")
    return note
