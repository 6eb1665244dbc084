"""Read the fields of an initialize as strictly as the sources allow to conclude.

Sources: developer.chapa.co/integrations/accept-payments and .../responses; the 16 characters of a
title, the characters of a description, the 50 characters of a tx_ref and the refused e-mail
addresses are what integrators met. Where the pages disagree (are tx_ref and currency required?),
the stricter one counts. The validation keys of an over-long title, of a description's characters,
of a URL and of a phone number are Laravel's usual ones: nobody has written down Chapa's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from nauli_sandbox.chapa.answers import misses, says
from nauli_sandbox.chapa.money import exact, rule_broken

CURRENCIES = {"ETB": "Ethiopian Birr", "USD": "US Dollar"}
_LONGEST_TX_REF = 50
_LONGEST_TITLE = 16
_DESCRIPTION = re.compile(r"[A-Za-z0-9_. -]*")
_EMAIL = re.compile(r"[^@\s]{1,64}@(?P<domain>(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63})")
# Domains that receive no mail. Chapa asks the network; here there is none.
_NO_MAIL = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|example|test|invalid|local)")
_PHONE = re.compile(r"0[79][0-9]{8}")
_PHONE_ABROAD = re.compile(r"\+?251[79][0-9]{8}")  # not documented, but seen to be taken
_TEXTS = ("first_name", "last_name", "email", "phone_number", "callback_url", "return_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    tx_ref: str
    amount: Decimal
    currency: str
    first_name: str | None
    last_name: str | None
    email: str | None
    phone_number: str | None
    callback_url: str | None
    return_url: str | None
    title: str | None
    description: str | None
    logo: str | None
    meta: str | None  # as JSON


def read_wanted(body: Mapping[str, Any], *, strict_phones: bool) -> Wanted:
    """Return what is asked for, or turn it down with all the fields that are wrong."""
    custom = body.get("customization") or {}
    wrong = _wrong(body, strict_phones=strict_phones) | _wrong_custom(custom)
    if wrong:
        raise misses(**wrong)
    if body["currency"] not in CURRENCIES:
        raise says(400, f"Invalid currency, {body['currency']} is not supported")
    return Wanted(
        tx_ref=body["tx_ref"],
        amount=exact(body["amount"]),
        currency=body["currency"],
        title=custom.get("title"),
        description=custom.get("description"),
        logo=custom.get("logo"),
        meta=json.dumps(body["meta"]) if "meta" in body else None,
        **{name: body.get(name) for name in _TEXTS},
    )


def _wrong(body: Mapping[str, Any], *, strict_phones: bool) -> dict[str, str]:
    """Return the rule that each wrong field breaks."""
    wrong = {name: "required" for name in ("amount", "currency", "tx_ref") if name not in body}
    for name in ("tx_ref", "currency", *_TEXTS):
        if not isinstance(body.get(name, ""), str):
            wrong[name] = "string"
    told = {name: value for name, value in body.items() if name not in wrong}
    if "amount" in told and (rule := rule_broken(told["amount"])):
        wrong["amount"] = rule
    if len(told.get("tx_ref", "")) > _LONGEST_TX_REF:
        wrong["tx_ref"] = "max.string"
    if "email" in told and not _takes_mail(told["email"]):
        wrong["email"] = "email"
    if "phone_number" in told and not _is_phone(told["phone_number"], strict=strict_phones):
        wrong["phone_number"] = "regex"
    for name in ("callback_url", "return_url"):
        if name in told and not _is_url(told[name]):
            wrong[name] = "url"
    if not isinstance(body.get("meta", {}), dict | list):
        wrong["meta"] = "array"
    return wrong


def _wrong_custom(custom: object) -> dict[str, str]:
    if not isinstance(custom, Mapping):
        return {"customization": "array"}
    wrong = {}
    for name in ("title", "description", "logo"):
        if not isinstance(custom.get(name, ""), str):
            wrong[f"customization__{name}"] = "string"
    if wrong:
        return wrong
    if len(custom.get("title", "")) > _LONGEST_TITLE:
        wrong["customization__title"] = "max.string"
    if not _DESCRIPTION.fullmatch(custom.get("description", "")):
        wrong["customization__description"] = "regex"
    if "logo" in custom and not _is_url(custom["logo"]):
        wrong["customization__logo"] = "url"
    return wrong


def _takes_mail(address: str) -> bool:
    match = _EMAIL.fullmatch(address)
    return match is not None and not _NO_MAIL.fullmatch(match["domain"].lower())


def _is_phone(number: str, *, strict: bool) -> bool:
    return bool(_PHONE.fullmatch(number) or (not strict and _PHONE_ABROAD.fullmatch(number)))


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    printable = text.isprintable() and " " not in text
    return parts.scheme in ("http", "https") and bool(parts.hostname) and printable and port != 0
