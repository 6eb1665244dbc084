"""The web server of a one-command start: granian, whose workers share what was loaded before them.

Run as `python -m nauli.launch.web <host> <port>`. Loading the application takes most of a second of
CPU; here the master does it once and its workers are forks of it. Elsewhere granian's own command
does (see the Dockerfile).
"""

from __future__ import annotations

import sys

from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

WORKERS = 2
THREADS = 16  # per worker: most of them wait for a gateway


def main(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    import nauli.config.wsgi  # noqa: F401, PLC0415 - sets Django up for what is loaded next

    _ = get_resolver().url_patterns  # the doors themselves, which the first request would load
    Granian(
        "nauli.launch.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=5,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
