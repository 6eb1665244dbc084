"""`nauli cases`, and `nauli cases close`."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="closed ones too")
    parser.set_defaults(run=_list)
    actions = parser.add_subparsers(title="actions")
    close = actions.add_parser("close", help="end a case, saying what was decided")
    close.add_argument("number", type=int, help="the case's number, from `nauli cases`")
    close.add_argument(
        "--resolution", required=True, metavar="WORDS", help="what was decided, at most 300 letters"
    )
    close.set_defaults(run=_close)


def _list(options: argparse.Namespace) -> None:
    from nauli.cases.models import Case

    rows = Case.objects.order_by("pk")
    if not options.all:
        rows = rows.filter(closed_at=None)
    for case in rows.iterator():
        about = f"  {case.amount.spoken()}" if case.amount else ""
        print(f"{case.pk:>5}  {case.created_at:%Y-%m-%d %H:%M}  {case.kind}  {case.fact}{about}")
        print(f"       {case.detail}")
        if case.closed_at:
            print(f"       closed {case.closed_at:%Y-%m-%d %H:%M} UTC: {case.resolution}")
    if not rows.exists():
        print("No case is open." if not options.all else "There has been no case.")


def _close(options: argparse.Namespace) -> None:
    from nauli.cases.close import close_case

    case = close_case(options.number, resolution=options.resolution)
    print(f"Case {case.pk} ({case.kind} {case.fact}) is closed.")
