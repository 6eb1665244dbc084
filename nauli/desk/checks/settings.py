"""What the settings say that is legal and yet not meant."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from nauli.kit.findings import Finding, ok, warning, wrong

_DEFAULT_NAME = "Our shop"


def check_settings() -> Iterator[Finding]:
    if settings.LIVE:
        yield ok("live: takes real money")
    else:
        yield ok("test: takes no real money; NAULI_MODE=live does")
    mark = wrong if settings.LIVE else warning
    if "*" in settings.ALLOWED_HOSTS:
        yield mark("ALLOWED_HOSTS takes every name", "List the names that are yours.")
    if settings.DEBUG:
        yield mark("NAULI_DEBUG shows the inside to every visitor", "Leave NAULI_DEBUG empty.")
    if settings.LIVE and settings.MERCHANT_NAME == _DEFAULT_NAME:
        yield warning(
            f"customers are told that they pay {_DEFAULT_NAME!r}",
            "Set MERCHANT_NAME to the name that they know.",
        )
    if settings.LIVE and not settings.TRUSTED_PROXIES:
        yield warning(
            "TRUSTED_PROXIES is not set: behind a proxy no client's address is known, and forms are"
            " limited by phone and by account only",
            "Name the addresses from which your proxy speaks to Nauli, as in 127.0.0.1.",
        )
    for name in settings.UNREAD_SETTINGS:
        yield warning(
            f"{name} is set, and there is no such setting: it is read by nobody",
            "Correct its name, or remove it: .env.example lists all that there are.",
        )
