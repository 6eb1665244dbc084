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
        with Connection(
            settings.CELERY_BROKER_URL, connect_timeout=_SECONDS, transport_options=limits
        ) as connection:
            connection.connect()
            yield ok(f"{connection.transport.driver_name} answers")
    except Exception as error:  # noqa: BLE001 - each transport has errors of its own
        # Their text may hold the address, and with it a password.
        yield warning(
            f"the broker cannot be used ({type(error).__name__}): work waits for the schedule",
            "Start it, or see CELERY_BROKER_URL; nothing is lost meanwhile.",
        )
