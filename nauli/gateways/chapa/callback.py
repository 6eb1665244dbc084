"""Whom Chapa's unsigned callback is about.

https://developer.chapa.co/integrations/accept-payments: a GET "with a JSON payload" that holds
trx_ref, ref_id and status, while a list on the same page says tx_ref; whether the query or the body
holds them is not said. So both names are read in both places.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

_NAMES = ("trx_ref", "tx_ref")
# What holds anything else is no reference of ours, and the database may not take it.
_REFERENCE = re.compile(r"[!-~]{1,100}")


def reference_in(query: Mapping[str, str], body: bytes) -> str:
    """Return the reference that it names, or an empty one."""
    for told in (query, _fields(body)):
        for name in _NAMES:
            value = told.get(name)
            if isinstance(value, str) and _REFERENCE.fullmatch(value):
                return value
    return ""


def _fields(body: bytes) -> Mapping[str, object]:
    text = body.decode("utf-8", "replace")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return dict(parse_qsl(text))
    return told if isinstance(told, dict) else {}
