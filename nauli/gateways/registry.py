"""The one table of gateways: a payment's method is a name in it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from nauli.gateways.chapa.gateway import ChapaGateway
from nauli.gateways.chapa.settings import ChapaSettings
from nauli.gateways.contract import Gateway
from nauli.gateways.momo.gateway import MomoGateway
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.errors import Invalid


class UnknownMethod(Invalid):
    """There is no such payment method."""


def gateway(name: str) -> Gateway:
    """Return the gateway of this name, the same one each time: it keeps tokens between calls."""
    if name not in GATEWAYS:
        known = ", ".join(sorted(GATEWAYS))
        raise UnknownMethod(
            f"There is no payment method {name!r}; known are: {known}.", field="method"
        )
    return GATEWAYS[name]()


def methods_for(currency: str) -> list[str]:
    """Return the methods that take this currency with the present settings."""
    return [name for name in sorted(GATEWAYS) if currency in gateway(name).currencies()]


def _momo() -> Gateway:
    return _momo_with(
        MomoSettings(
            base_url=settings.MOMO_BASE_URL,
            accounts=tuple(MomoAccount(**row) for row in settings.MOMO_ACCOUNTS),
            public_url=settings.PUBLIC_URL,
            connect_timeout=settings.MOMO_CONNECT_TIMEOUT_SECONDS,
            read_timeout=settings.MOMO_READ_TIMEOUT_SECONDS,
        )
    )


def _chapa() -> Gateway:
    return _chapa_with(
        ChapaSettings(
            base_url=settings.CHAPA_BASE_URL,
            secret_key=settings.CHAPA_SECRET_KEY,
            mode=settings.CHAPA_MODE,
            webhook_secrets=tuple(settings.CHAPA_WEBHOOK_SECRETS),
            public_url=settings.PUBLIC_URL,
            merchant_name=settings.MERCHANT_NAME,
            connect_timeout=settings.CHAPA_CONNECT_TIMEOUT_SECONDS,
            read_timeout=settings.CHAPA_READ_TIMEOUT_SECONDS,
        )
    )


# Kept per settings and not only per name, so that changed settings are never served by an old one.
_momo_with = lru_cache(maxsize=8)(MomoGateway)
_chapa_with = lru_cache(maxsize=8)(ChapaGateway)

GATEWAYS = {MomoGateway.name: _momo, ChapaGateway.name: _chapa}
