"""From where a request comes, as far as that can be believed."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What one household or one phone is given of IPv6: whoever has it, has all addresses in it.
_OF_ONE = 64


def client_of(request: HttpRequest) -> str:
    """Return the client's address, of IPv6 its network; empty where nobody can say.

    A header is believed as far as proxies that we trust have written it, from its end. An address
    that is none of the Internet's is a proxy's that was not named, or this machine's: all clients
    share it, and it tells nothing of any.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    for text in (request.META.get("REMOTE_ADDR", ""), *reversed(forwarded)):
        address = _read(text.strip())
        if address is None:
            return ""
        if not any(address in network for network in settings.TRUSTED_PROXIES):
            return _written(address) if address.is_global else ""
    return ""


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _written(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _OF_ONE), strict=False))
    return str(address)
