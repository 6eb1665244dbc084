"""`nauli`: what the merchant's people do at a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from django.db import Error as DatabaseError

from nauli.access.scopes import Scope
from nauli.kit.errors import NauliError


def main(prepare: Callable[[], None], arguments: Sequence[str] | None = None) -> int:
    """Run one command; a mistake is one sentence and exit status 1, never a trace.

    `prepare` sets Django up. It is called once the arguments are understood, so that `--help`
    needs no settings; that is also why the commands import what they need themselves.
    """
    options = _parser().parse_args(arguments)
    prepare()
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except NauliError as error:
        print(error.detail, file=sys.stderr)
        return 1
    except DatabaseError as error:
        print(f"The database does not answer: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nauli", description=__doc__)
    commands = parser.add_subparsers(title="commands", required=True)

    schedule = commands.add_parser(
        "schedule", help="do all due work, read from the database, until stopped"
    )
    schedule.set_defaults(run=_schedule)

    keys = commands.add_parser("keys", help="make, list and revoke API keys")
    actions = keys.add_subparsers(title="actions", required=True)
    create = actions.add_parser("create", help="make a key and show it, once")
    create.add_argument("--name", required=True, help="who or what will use it")
    create.add_argument(
        "--scope",
        action="append",
        metavar="SCOPE",
        help="what it may do; repeat for several; without it: all but products:write. One of "
        + ", ".join([scope.value for scope in Scope]),
        choices=[scope.value for scope in Scope],
    )
    create.set_defaults(run=_create_key)
    actions.add_parser("list", help="list all keys, without their secrets").set_defaults(
        run=_list_keys
    )
    revoke = actions.add_parser("revoke", help="end a key at once")
    revoke.add_argument("number", type=int, help="the key's number, from `nauli keys list`")
    revoke.set_defaults(run=_revoke_key)
    return parser


def _schedule(_: argparse.Namespace) -> None:
    from nauli.desk.schedule import run_until_stopped

    run_until_stopped()


def _create_key(options: argparse.Namespace) -> None:
    from nauli.access import keys

    chosen = options.scope or [s for s in Scope if s is not Scope.PRODUCTS]
    row, key = keys.create(options.name, scopes=[Scope(scope) for scope in chosen])
    print(f"Key {row.pk} for {row.name}. It is shown this once:", file=sys.stderr)
    print(key)


def _list_keys(_: argparse.Namespace) -> None:
    from nauli.access.models import ApiKey

    for row in ApiKey.objects.order_by("pk"):
        state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M} UTC" if row.revoked_at else "live"
        print(f"{row.pk:>4}  {row.hint}…  {row.name}  [{', '.join(row.scopes)}]  {state}")


def _revoke_key(options: argparse.Namespace) -> None:
    from nauli.access import keys

    row = keys.revoke(options.number)
    print(f"Key {row.pk} ({row.name}) is revoked.")
