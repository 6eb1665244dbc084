"""Whether Chapa would take our charges and be heard: asked without asking anybody for money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from urllib.parse import urlsplit

from nauli.gateways.ask import Line, NoPayment
from nauli.gateways.chapa.client import ChapaClient, Reply
from nauli.gateways.chapa.settings import ChapaSettings
from nauli.gateways.near import is_near
from nauli.kit.findings import Check, Finding, ok, warning, wrong
from nauli.kit.http import Limits, NoAnswer, NotSent, Session

# A person waits for the answer.
_LIMITS = Limits(connect_seconds=2, read_seconds=5, total_seconds=6)

WEBHOOK_PATH = "/api/webhooks/chapa/"


def chapa_checks(settings: ChapaSettings, session: Callable[[], Session]) -> Mapping[str, Check]:
    return {
        f"Chapa {settings.mode}": partial(_key, settings, session),
        "Chapa callbacks": partial(_callbacks, settings),
    }


def _key(settings: ChapaSettings, session: Callable[[], Session]) -> Iterator[Finding]:
    """Ask for what every accepted key may read. Its prefix was compared with the mode at start."""
    client = ChapaClient(
        base_url=settings.base_url.rstrip("/"),
        secret_key=settings.secret_key,
        line=Line(session=session(), limits=_LIMITS, journal=NoPayment()),
    )
    try:
        yield _judged(settings, client.read_banks())
    except NotSent as error:
        yield wrong(
            f"{settings.base_url} cannot be reached. {error}",
            "See CHAPA_BASE_URL, the name server and whether this machine may call out.",
        )
    except NoAnswer as error:
        yield wrong(
            f"{settings.base_url} gives no answer. {error}",
            "Wait and try again; if it stays, see CHAPA_BASE_URL and Chapa's status page.",
        )


def _judged(settings: ChapaSettings, reply: Reply) -> Finding:
    if reply.status == 200 and reply.readable:
        return ok(f"the {settings.mode} key is accepted")
    if reply.status == 401:
        return wrong(
            "the secret key is not accepted (401)",
            "Set CHAPA_SECRET_KEY to the key that Chapa's dashboard shows; making new ones there"
            " ends all older ones.",
        )
    if reply.status == 403:
        return wrong(
            "the key, or the address of this machine, is not let in (403)",
            "Put the address on the allow-list in Chapa's dashboard, if one is on; else see whether"
            " CHAPA_SECRET_KEY is the key that the dashboard shows.",
        )
    if reply.status == 404:
        return wrong(
            "nothing of Chapa's is at this address, or payments through the API are disabled (404)",
            "CHAPA_BASE_URL ends in the version, as in https://api.chapa.co/v1; else ask Chapa.",
        )
    return wrong(
        f"a question was answered {reply.status}",
        "Wait and try again; if it stays, tell Chapa.",
    )


def _callbacks(settings: ChapaSettings) -> Iterator[Finding]:
    """Say what of a payment we would hear by ourselves; what we do not hear is asked for."""
    public_url = settings.public_url.rstrip("/")
    address = f"{public_url or 'https://<your host>'}{WEBHOOK_PATH}"
    if not settings.webhook_secrets:
        yield warning(
            "CHAPA_WEBHOOK_SECRET is not set: the door for Chapa's events answers 503",
            f"Set a secret hash beside {address} in Chapa's dashboard, and the same here.",
        )
    if not public_url:
        return  # that it is not set is told by a check of its own
    parts = urlsplit(public_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        yield wrong(
            "NAULI_PUBLIC_URL is no plain http or https address",
            "Give scheme and host, such as https://shop.example.",
        )
    elif is_near(public_url) and not is_near(settings.base_url):
        yield wrong(
            f"NAULI_PUBLIC_URL names {parts.hostname}, which Chapa cannot reach",
            "Give the name under which the world reaches this installation, or leave it empty.",
        )
    elif settings.webhook_secrets:
        yield ok(f"callbacks are asked for; events are heard once {address} is in the dashboard")
