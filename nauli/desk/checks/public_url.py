"""Whether we can be found under the address that we give to gateways."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from nauli.kit.findings import Finding, ok, warning, wrong
from nauli.kit.http import Limits, NoAnswer, NotSent, send, thread_session

_LIMITS = Limits(connect_seconds=2, read_seconds=5, total_seconds=6)


def check_public_url() -> Iterator[Finding]:
    if not settings.PUBLIC_URL:
        yield warning(
            "NAULI_PUBLIC_URL is not set: no gateway is asked to call back",
            "Nothing is lost, payments are asked about at intervals; to hear sooner, set it.",
        )
        return
    address = urlsplit(settings.PUBLIC_URL)
    host = address.hostname or ""
    if address.scheme not in {"http", "https"} or not host:
        yield wrong(
            f"NAULI_PUBLIC_URL is {settings.PUBLIC_URL!r}: it must begin with http:// or https://",
            "Set the whole address, as in https://shop.example.",
        )
        return
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield wrong(
            f"{host} is not among ALLOWED_HOSTS: every callback would be refused",
            f"Add {host} to ALLOWED_HOSTS.",
        )
        return
    yield _reached()


def _reached() -> Finding:
    url = f"{settings.PUBLIC_URL}/healthz"
    try:
        answer = send(thread_session(), "GET", url, headers={}, limits=_LIMITS)
        alive = answer.status == 200 and answer.json() == {"status": "alive"}
        said = f"it answered {answer.status}"
    except (NotSent, NoAnswer) as error:
        alive, said = False, str(error)
    if alive:
        return ok(f"{settings.PUBLIC_URL} leads to this installation, seen from here")
    return warning(
        f"{url} does not lead to this installation, seen from here: {said}",
        "Start the web server, or see the proxy before it and the name server.",
    )
