"""Whether MTN could and would call back at our public URL.

A host that the API user was not made for fails the charge itself (INVALID_CALLBACK_URL_HOST), and
MTN calls ports 80 and 443 only. https://momodeveloper.mtn.com/api-documentation/callback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from nauli.gateways.momo.diagnose import LIMITS
from nauli.gateways.momo.provision import Provisioning
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.gateways.near import is_near
from nauli.kit.findings import Finding, Level, ok, warning, wrong
from nauli.kit.http import NoAnswer, NotSent, Session

_PORTS = {80, 443}
# Only there does MTN tell for which host an API user was made.
_TELLING_TARGET = "sandbox"


def check_callbacks(settings: MomoSettings, session: Callable[[], Session]) -> Iterator[Finding]:
    if not settings.public_url:
        return  # then none is asked for
    parts = urlsplit(settings.public_url)
    if not parts.hostname or parts.scheme not in {"http", "https"} or parts.username is not None:
        yield wrong(
            "NAULI_PUBLIC_URL is no plain http or https address",
            "Give scheme and host, such as https://shop.example.",
        )
        return
    if not is_near(settings.base_url):
        reasons = list(_unreachable(settings.public_url))
        yield from reasons
        if any(reason.level is Level.WRONG for reason in reasons):
            return
    yield from _hosts(settings, session)


def _unreachable(public_url: str) -> Iterator[Finding]:
    """Yield why a gateway out there could not reach us."""
    parts = urlsplit(public_url)
    if is_near(public_url):
        yield wrong(
            f"NAULI_PUBLIC_URL names {parts.hostname}, which MTN cannot reach",
            "Give the name under which the world reaches this installation, or leave it empty.",
        )
    if parts.port not in _PORTS | {None}:
        yield wrong(
            f"NAULI_PUBLIC_URL names port {parts.port}, and MTN calls 80 and 443 only",
            "Put a proxy on port 443 in front, and leave the port out.",
        )
    if parts.scheme == "http":
        yield warning(
            "NAULI_PUBLIC_URL is http: what comes back can be read on its way",
            "Put a proxy with a certificate in front; live needs it.",
        )


def _hosts(settings: MomoSettings, session: Callable[[], Session]) -> Iterator[Finding]:
    mine = (urlsplit(settings.public_url).hostname or "").lower()
    telling = [a for a in settings.accounts if a.target_environment == _TELLING_TARGET]
    for account in telling:
        theirs = _host_of(settings, account, session)
        if theirs and theirs != mine:
            yield wrong(
                f"the API user was made for the callback host {theirs[:80]}, and we are {mine}:"
                " charges would fail",
                f"Make a new API user: `nauli momo provision --callback-host {mine}`.",
            )
            return
        if theirs:
            yield ok(f"the API user was made for {mine}")
            return
    yield ok(f"asked for at {mine}; that the API user was made for this host is not told")


def _host_of(settings: MomoSettings, account: MomoAccount, session: Callable[[], Session]) -> str:
    """Return the host of the account's API user in lower case; empty where it is not told."""
    wire = Provisioning(
        base_url=settings.base_url,
        subscription_key=account.subscription_key,
        session=session(),
        limits=LIMITS,
    )
    try:
        answer = wire.read_user(account.api_user)
        said = answer.json() if answer.status == 200 else None
    except (NotSent, NoAnswer):
        return ""  # that it does not answer is told by the account's own check
    host = said.get("providerCallbackHost") if isinstance(said, dict) else ""
    return host.lower() if isinstance(host, str) and host.isprintable() else ""
