"""Whether an address leads no further than this machine's own network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_near(url: str) -> bool:
    """Say whether the URL leads to this machine or its own network, as at a desk."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host  # "localhost", or a name that only our own network knows
