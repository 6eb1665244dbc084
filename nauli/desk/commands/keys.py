"""`nauli keys create`, `list` and `revoke`."""

from __future__ import annotations

import argparse
import sys

from nauli.access.scopes import Scope

# What is sold, and for how much, is not changed by who sells.
_OF_WHO_OWNS_THE_SHOP = {Scope.PRODUCTS, Scope.LISTINGS}


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", required=True)
    create = actions.add_parser("create", help="make a key and show it, once")
    create.add_argument("--name", required=True, help="who or what will use it")
    create.add_argument(
        "--scope",
        action="append",
        metavar="SCOPE",
        help="what it may do; repeat for several; without it: all but what changes products and"
        " listings. One of " + ", ".join([scope.value for scope in Scope]),
        choices=[scope.value for scope in Scope],
    )
    create.set_defaults(run=_create)
    actions.add_parser("list", help="list all keys, without their secrets").set_defaults(run=_list)
    revoke = actions.add_parser("revoke", help="end a key at once")
    revoke.add_argument("number", type=int, help="the key's number, from `nauli keys list`")
    revoke.set_defaults(run=_revoke)


def _create(options: argparse.Namespace) -> None:
    from nauli.access import keys

    chosen = options.scope or [s for s in Scope if s not in _OF_WHO_OWNS_THE_SHOP]
    row, key = keys.create(options.name, scopes=[Scope(scope) for scope in chosen])
    print(f"Key {row.pk} for {row.name}. It is shown this once:", file=sys.stderr)
    print(key)


def _list(_: argparse.Namespace) -> None:
    from nauli.access.models import ApiKey

    for row in ApiKey.objects.order_by("pk"):
        state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else "live"
        said = f"made {row.created_at:%Y-%m-%d %H:%M}, {state} (UTC)"
        print(f"{row.pk:>4}  {row.hint}…  {row.name}  [{', '.join(row.scopes)}]  {said}")


def _revoke(options: argparse.Namespace) -> None:
    from nauli.access import keys

    row = keys.revoke(options.number)
    print(f"Key {row.pk} ({row.name}) is revoked.")
