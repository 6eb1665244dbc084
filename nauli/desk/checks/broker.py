"""Whether bells can be rung. Without them all still happens, only later."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from kombu import Connection

from nauli.kit.findings import Finding, ok, warning

_SECONDS = 3


def check_broker() -> Iterator[Finding]:
    limits = {"socket_connect_timeout": _SECONDS, "socket_timeout": _SECONDS}
    try:
        connection = Connection(
            settings.CELERY_BROKER_URL, connect_timeout=_SECONDS, transport_options=limits
        )
        transport = connection.transport
    except (ImportError, KeyError):
        yield _silent("CELERY_BROKER_URL names no broker that we can speak to")
        return
    known: tuple[type[BaseException], ...] = (
        *transport.connection_errors,
        *transport.channel_errors,
        OSError,
    )
    try:
        with connection:
            connection.connect()
    except known as error:
        # The error's text may hold the address, and with it a password.
        yield _silent(f"the broker cannot be used ({type(error).__name__})")
    else:
        yield ok(f"{transport.driver_name} answers")


def _silent(why: str) -> Finding:
    return warning(
        f"{why}: work waits for the schedule",
        "Start it, or see CELERY_BROKER_URL; nothing is lost meanwhile.",
    )
