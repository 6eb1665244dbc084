"""What an installation must know to be paid through Chapa."""

from __future__ import annotations

from dataclasses import dataclass, field

# https://developer.chapa.co/integrations/responses: what is not one of these is refused.
CURRENCIES = frozenset({"ETB", "USD"})
MODES = ("test", "live")
_PREFIXES = {"CHASECK_TEST-": "test", "CHASECK-": "live"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapaSettings:
    base_url: str  # with the version: "https://api.chapa.co/v1"
    secret_key: str = field(default="", repr=False)  # empty: Chapa is not offered
    mode: str = "test"  # the host is the same, so only this and the key tell
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    public_url: str = ""  # where Chapa reaches us; empty: no callback is asked for
    merchant_name: str = ""  # stands above the page where the customer pays
    connect_timeout: float = 2  # seconds
    read_timeout: float = 10  # seconds


def unfit(secret_key: str, mode: str) -> str:
    """Say why this key cannot serve in this mode, going on where its name ends; empty: it can.

    https://developer.chapa.co/integrations/test-mode-vs-live-mode. The host is the same for both
    modes: with a live key where a test one is meant, tests would take real money.
    """
    for prefix, meant in _PREFIXES.items():
        if secret_key.startswith(prefix):
            return "" if meant == mode else f"is a {meant} key, but CHAPA_MODE is {mode}."
    known = " nor with ".join(_PREFIXES)
    return f"begins neither with {known}: it is no secret key of Chapa's API v1."
