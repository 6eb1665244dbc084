"""`nauli`: what the merchant's people do at a terminal. One file of `commands/` per command."""

from __future__ import annotations

import argparse
import getpass
import logging
import sys
from collections.abc import Callable, Sequence

from django.db import Error as DatabaseError
from django.db import connections

from nauli.desk.commands import audit, cases, doctor, explain, keys, momo, schedule
from nauli.kit.caller import acting
from nauli.kit.errors import NauliError

# Name, help, and what sets the command's arguments and its `run`. `run` prints, and returns an exit
# status where it is not always 0.
COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None]], ...] = (
    ("schedule", "do all due work, read from the database, until stopped", schedule.arguments),
    ("cases", "list what waits for a person, return its money, and close it", cases.arguments),
    (
        "explain",
        "tell everything that happened to a payment, and what comes next",
        explain.arguments,
    ),
    ("audit", "look for what must never be true of the money and the books", audit.arguments),
    ("doctor", "say what is not set up well, and how to mend it", doctor.arguments),
    ("momo", "make API users at a MoMo sandbox", momo.arguments),
    ("keys", "make, list and revoke API keys", keys.arguments),
)

# A person waits.
_CONNECT_SECONDS = 5


def main(prepare: Callable[[], None], arguments: Sequence[str] | None = None) -> int:
    """Run one command; a mistake is one sentence and exit status 1, never a trace.

    `prepare` sets Django up. It is called once the arguments are understood, so that `--help`
    needs no settings; that is also why the commands import what they need themselves.
    """
    options = _parser().parse_args(arguments)
    prepare()
    run: Callable[[argparse.Namespace], int | None] = options.run
    if run is not schedule.run:
        _speak_to_a_person()
    try:
        with acting(actor=f"operator:{_account()}"):
            return run(options) or 0
    except NauliError as error:
        print(error.detail, file=sys.stderr)
    except DatabaseError as error:
        print(f"The database does not answer: {str(error).splitlines()[0]}", file=sys.stderr)
    return 1


def _speak_to_a_person() -> None:
    """Let no line of a log stand between those that are printed, and have errors come at once."""
    logging.disable(logging.ERROR)
    options = connections.databases["default"]["OPTIONS"]
    # A pool tries for seconds, behind the back of one question, to reach what is not there.
    options.pop("pool", None)
    options.setdefault("connect_timeout", _CONNECT_SECONDS)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nauli", description=__doc__.partition(". ")[0])
    commands = parser.add_subparsers(title="commands", required=True)
    for name, says, add_arguments in COMMANDS:
        add_arguments(commands.add_parser(name, help=says))
    return parser
