"""`python -m nauli.launch up | demo | test | with-servers`."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from nauli.launch.errors import CannotStart, StartStopped
from nauli.launch.follow import end_with_parent
from nauli.launch.up import up
from nauli.launch.with_servers import run_tests, run_with_servers


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status; what is in the way of a start is one sentence on stderr."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    split = words.index("--") if "--" in words else len(words)
    told = _parser().parse_args(words[:split])
    if told.end_with_parent:
        end_with_parent(int(signal.SIGTERM))
    try:
        if told.command == "test":
            return run_tests(words[split + 1 :])
        if told.command == "with-servers":
            return run_with_servers(words[split + 1 :])
        return up(tour=told.command == "demo")
    except CannotStart as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    except (KeyboardInterrupt, StartStopped):
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nauli.launch",
        description="Nauli on this machine, with a PostgreSQL and a Valkey of its own.",
        epilog="PORT (8000), SANDBOX_PORT (8001) and NAULI_DATA (./var) are read from the "
        "environment and from .env. DATABASE_URL or POSTGRES_DB, and CELERY_BROKER_URL or "
        "REDIS_URL, name servers to use instead of private ones. NAULI_POSTGRES_BIN names the "
        "folder of another PostgreSQL's programs.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, words in (
        ("up", "start everything and stay until Ctrl-C"),
        ("demo", "the same, and play the tour (DEMO_EXIT=1: end with it)"),
        ("test", "run pytest with servers that are thrown away; its arguments follow --"),
        ("with-servers", "run the command that follows -- with such servers"),
    ):
        command = commands.add_parser(name, help=words, description=words)
        command.add_argument(
            "--end-with-parent",
            action="store_true",
            help="stop when the process that started this one ends",
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())
