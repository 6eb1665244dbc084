"""Make our words fit Chapa's rules. What is optional and does not fit is left out.

https://developer.chapa.co/integrations/accept-payments, and what those who were refused report: a
title of at most 16 characters, a description of letters, digits and "-_ ." alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from nauli.gateways.contract import Charge, Refused
from nauli.gateways.letters import plain_letters

MOST_OF_REFERENCE, MOST_OF_TITLE, MOST_OF_DESCRIPTION = 50, 16, 50
_MOST_OF_NAME = 50

_UNSAFE = re.compile(r"[^A-Za-z0-9 ._-]+")
_EMAIL = re.compile(r"[!-?A-~]{1,64}@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
# Names that nobody can own (RFC 2606, RFC 6761); Chapa asks whether a domain takes mail.
_UNREAL_ENDS = {"example", "test", "invalid", "localhost", "local", "internal"}
_UNREAL = {"example.com", "example.net", "example.org"}
# +251 9... is Ethio telecom's and +251 7... Safaricom's; they are dialled with a zero at home.
_ETHIOPIAN = re.compile(r"\+251([79][0-9]{8})")


def fit_reference(reference: str) -> str:
    if not 0 < len(reference) <= MOST_OF_REFERENCE:
        raise Refused(
            f"Chapa takes references of at most {MOST_OF_REFERENCE} characters.", code="refused"
        )
    return reference


def fit_title(name: str) -> str:
    """Return the merchant's name cut at a word's end where that leaves enough of it."""
    safe = _safe(name)
    if len(safe) <= MOST_OF_TITLE:
        return safe
    words = safe[: MOST_OF_TITLE + 1].rpartition(" ")[0].rstrip(" ._-")
    return words or safe[:MOST_OF_TITLE]


def fit_description(text: str, *, otherwise: str) -> str:
    """Return `text` in plain letters, cut to size; `otherwise` where nothing readable is left."""
    for candidate in (text, otherwise):
        safe = _safe(candidate)[:MOST_OF_DESCRIPTION].rstrip()
        if any(letter.isalnum() for letter in safe):
            return safe
    return ""


def fit_email(email: str) -> str:
    """Return the address, or nothing where its domain cannot be a real one."""
    match = _EMAIL.fullmatch(email)
    domain = match[1].lower() if match else ""
    registered = ".".join(domain.split(".")[-2:])
    unreal = registered in _UNREAL or domain.rpartition(".")[2] in _UNREAL_ENDS
    return "" if unreal or not domain else email


def fit_phone(phone: str) -> str:
    """Return "+251912345678" as "0912345678", and nothing for numbers of other countries."""
    match = _ETHIOPIAN.fullmatch(phone)
    return f"0{match[1]}" if match else ""


def fit_names(name: str) -> tuple[str, str]:
    """Return the first word and the rest of a name, in whatever script it is written."""
    words = "".join(sign if sign.isprintable() else " " for sign in name).split()
    return " ".join(words[:1])[:_MOST_OF_NAME], " ".join(words[1:])[:_MOST_OF_NAME]


def body_of(charge: Charge, *, merchant_name: str, callback_url: str) -> dict[str, object]:
    """Return the body of an initialize. What is empty is not in it."""
    first_name, last_name = fit_names(charge.name)
    customization = {
        "title": fit_title(merchant_name),
        "description": fit_description(charge.note, otherwise=charge.reference),
    }
    body = {
        "amount": str(charge.amount),
        "currency": charge.amount.currency,
        "tx_ref": fit_reference(charge.reference),
        "email": fit_email(charge.email),
        "phone_number": fit_phone(charge.payer),
        "first_name": first_name,
        "last_name": last_name,
        "callback_url": callback_url,
        "return_url": charge.return_url,
        "customization": {name: text for name, text in customization.items() if text},
    }
    return {name: value for name, value in body.items() if value}


def without(body: dict[str, object], refused: Collection[str]) -> dict[str, object] | None:
    """Return the body without the fields that were refused; None unless all can be left out."""
    kept = dict(body)
    for name in refused:
        outer, _, inner = name.replace("[", ".").rstrip("]").partition(".")
        if name in {"amount", "currency", "tx_ref"} or outer not in kept:
            return None
        value = kept[outer]
        if inner and isinstance(value, dict):
            kept[outer] = {key: text for key, text in value.items() if key != inner}
        else:
            del kept[outer]
    return kept


def _safe(text: str) -> str:
    return " ".join(_UNSAFE.sub(" ", plain_letters(text)).split())
