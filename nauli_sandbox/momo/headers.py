"""What MTN looks at before it reads a body.

Source: momodeveloper.mtn.com/api-documentation/common-error.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aiohttp import web

from nauli_sandbox.momo.answers import bad_request, momo_says

_UUID_V4 = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)

# Each target environment takes its country's currency and no other; the sandbox takes euros.
TARGETS = {
    "sandbox": "EUR",
    "mtnuganda": "UGX",
    "mtnghana": "GHS",
    "mtnrwanda": "RWF",
    "mtnivorycoast": "XOF",
    "mtnbenin": "XOF",
    "mtncameroon": "XAF",
    "mtncongo": "XAF",
    "mtnzambia": "ZMW",
    "mtnswaziland": "SZL",
    "mtnguineaconakry": "GNF",
    "mtnsouthafrica": "ZAR",
    "mtnliberia": "LRD",
}


def read_target(request: web.Request) -> str:
    target = request.headers.get("X-Target-Environment", "")
    if not target:
        raise bad_request("X-Target-Environment is missing.")
    if target not in TARGETS:
        raise momo_says(
            500, "NOT_ALLOWED_TARGET_ENVIRONMENT", "Access to target environment is forbidden."
        )
    return target


def read_reference(told: str, *, name: str = "X-Reference-Id") -> str:
    """Return a reference in lower case, or turn away what is no UUID of version 4."""
    if not _UUID_V4.fullmatch(told):
        raise bad_request(f"{name} must be a UUID of version 4.")
    return told.lower()


def read_callback_url(request: web.Request) -> str | None:
    """Return where to call back, None where nobody asked. Empty is a mistake, as with MTN."""
    told = request.headers.get("X-Callback-Url")
    if told is None:
        return None
    try:
        parts = urlsplit(told)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise bad_request("X-Callback-Url must be an http or https URL, or be left out.")
    return told
