"""`nauli cases`, `nauli cases close` and `nauli cases refund`."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nauli.cases.models import Case
    from nauli.payments.models import Payment

_WIDTH = 100
# How many cases are read at a time, so that a long list costs few queries and little memory.
_BATCH = 200
_INDENT = " " * 7


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="closed ones too")
    parser.set_defaults(run=_list)
    actions = parser.add_subparsers(title="actions")
    close = actions.add_parser(
        "close",
        help="end a case, saying what was decided",
        description="End a case, saying what was decided. It moves no money. Closing a `mismatch`"
        " lets its order be charged again: do it when it is clear whose the money is.",
    )
    _number_and_name(close)
    close.add_argument(
        "--resolution", required=True, metavar="WORDS", help="what was decided, at most 300 letters"
    )
    close.set_defaults(run=_close)
    refund = actions.add_parser(
        "refund",
        help="return a case's money to who paid it",
        description="Return the money that a case is about, on the road that it came by. Once all"
        " of it has gone back, the case is closed by itself. The same case and amount again is the"
        " same refund, so that nothing is returned twice; only after that has failed is it a new"
        " one.",
    )
    _number_and_name(refund)
    refund.add_argument(
        "--amount", metavar="DECIMAL", help="a part of it; without this, all that is left"
    )
    refund.add_argument("--reason", default="", metavar="WORDS", help="at most 100 letters")
    refund.set_defaults(run=_refund)


def _number_and_name(action: argparse.ArgumentParser) -> None:
    action.add_argument("number", type=int, help="the case's number, from `nauli cases`")
    action.add_argument(
        "--by", metavar="NAME", help="who decided; without it, the account of this terminal"
    )


def _list(options: argparse.Namespace) -> None:
    from nauli.cases.models import Case

    rows = Case.objects.order_by("pk")
    if not options.all:
        rows = rows.filter(closed_at=None)
    empty = True
    for line in _lines(rows.iterator(chunk_size=_BATCH)):
        empty = False
        print(line)
    if empty:
        print("No case is open." if not options.all else "There has been no case.")


def _lines(cases: Iterator[Case]) -> Iterator[str]:
    from nauli.desk.case_payments import payments_of

    while batch := list(islice(cases, _BATCH)):
        payments = payments_of(batch)
        for case in batch:
            yield from _told(case, payments.get(case.payment) if case.payment else None)


def _told(case: Case, payment: Payment | None) -> Iterator[str]:
    amount = case.amount or (payment.amount if payment else None)
    about = payment.reference if payment else "no payment of ours"
    parts = [f"{case.pk:>5}", f"{case.created_at:%Y-%m-%d %H:%M}", case.kind, about]
    yield "  ".join([*parts, amount.spoken()] if amount else parts)
    yield from _indented(case.detail)
    if case.closed_at:
        yield from _indented(f"closed {case.closed_at:%Y-%m-%d %H:%M} UTC: {case.resolution}")


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _close(options: argparse.Namespace) -> None:
    from nauli.cases.close import close_case

    with _acting(options):
        case = close_case(options.number, resolution=options.resolution)
    print(f"Case {case.pk} ({case.kind} {case.fact}) is closed.")


def _refund(options: argparse.Namespace) -> int:
    from nauli.desk.refund_case import refund_case

    with _acting(options):
        returned = refund_case(options.number, amount=options.amount, reason=options.reason)
    refund = returned.refund
    before = "It was asked for before. " if returned.again else ""
    failed = refund.state == refund.State.FAILED
    if failed:
        end = f"has not gone back: {refund.failure_message or refund.failure_code}"
    elif refund.state == refund.State.PENDING:
        end = "is on its way; `nauli explain` tells what becomes of it."
    else:
        end = "has gone back."
    print(f"{before}{refund.amount.spoken()}, refund {refund.reference}, {end}")
    return 1 if failed else 0


def _acting(options: argparse.Namespace) -> AbstractContextManager[None]:
    from nauli.kit.caller import acting, actor

    return acting(actor=f"operator:{options.by}"[:120] if options.by else actor())
