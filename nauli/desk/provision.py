"""Make an API user and its key at a MoMo sandbox, with what the settings know."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

from nauli.gateways.momo.provision import Provisioning, provision
from nauli.gateways.near import is_near
from nauli.kit.errors import Invalid
from nauli.kit.http import thread_session

# The older name of MTN's sandbox.
_OLDER_HOST = "ericssonbasicapi2.azure-api.net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned:
    base_url: str
    callback_host: str
    user: str
    key: str = field(repr=False)


def provision_momo(
    *, base_url: str, otherwise: str, subscription_key: str, callback_host: str
) -> Provisioned:
    """Fill what is empty from the settings, the base URL at last from `otherwise`.

    Raises Invalid where something is missing or no sandbox is named, and what `provision` raises.
    """
    if settings.LIVE:
        raise Invalid(
            "This is live: MTN's partner portal makes the API user and key of an account."
        )
    base_url = base_url or settings.MOMO_BASE_URL or otherwise
    _refuse_production(base_url)
    subscription_key = subscription_key or settings.MOMO_SUBSCRIPTION_KEY
    if not subscription_key:
        raise Invalid("There is no subscription key: set MOMO_SUBSCRIPTION_KEY.")
    callback_host = callback_host or urlsplit(settings.PUBLIC_URL).hostname or ""
    if not callback_host:
        raise Invalid("There is no callback host: give --callback-host, or set NAULI_PUBLIC_URL.")
    wire = Provisioning(
        base_url=base_url, subscription_key=subscription_key, session=thread_session()
    )
    made = provision(wire, callback_host=callback_host)
    return Provisioned(base_url=base_url, callback_host=callback_host, user=made.user, key=made.key)


def _refuse_production(base_url: str) -> None:
    host = urlsplit(base_url).hostname or ""
    if not (is_near(base_url) or "sandbox" in host or host == _OLDER_HOST):
        raise Invalid(
            f"{host or base_url} is no sandbox: in production MTN's partner portal makes the API"
            " user and key of an account."
        )
