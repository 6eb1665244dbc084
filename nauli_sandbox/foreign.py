"""Pages from elsewhere act on nothing here, although no key is asked for.

A browser says where a form or a script came from; whoever says nothing of it is a program. A host
with a dot in it could be anybody's name that was pointed at this machine, and then a stranger's
page would look like ours: such a name has to be one that the start options know.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

from nauli_sandbox.errors import ControlRefused
from nauli_sandbox.options import Options

_VENDORS = ("/momo/", "/chapa/v1/", "/africastalking/")
_HARMLESS = ("GET", "HEAD")


def check_origin(request: web.Request, options: Options) -> None:
    """Refuse with 403 what a foreign page has a browser do. The vendors' wires ask for keys."""
    if request.method in _HARMLESS or request.path.startswith(_VENDORS):
        return
    if _from_a_page(request) and not (_from_ours(request) and _is_ours(request.host, options)):
        raise ControlRefused("A page from elsewhere cannot do that.", status=403)


def _from_a_page(request: web.Request) -> bool:
    return "Sec-Fetch-Site" in request.headers or "Origin" in request.headers


def _from_ours(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    return request.headers["Origin"] in (f"http://{request.host}", f"https://{request.host}")


def _is_ours(host: str, options: Options) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if "." not in name or name in (options.host, urlsplit(options.public_url).hostname):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.endswith(".localhost")
    return True
