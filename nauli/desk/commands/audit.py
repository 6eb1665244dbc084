"""`nauli audit`."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nauli.desk.audit import Violated
    from nauli.desk.audits.check import Check

_WIDTH = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", action="store_true", help="only say what is checked")
    parser.add_argument("--recent", action="store_true", help="only the newest rows, as scheduled")
    parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from nauli.desk.audit import CHECKS, audit

    if options.list:
        print(_listed_as_json(CHECKS) if options.json else "\n".join(_listed(CHECKS)))
        return 0
    violated = audit(recent=options.recent)
    checks = [check for check in CHECKS if not (options.recent and check.whole)]
    if options.json:
        print(_as_json(violated, checks=len(checks)))
    else:
        print("\n".join(_as_text(violated, checks=len(checks))))
    return 1 if violated else 0


def _listed(checks: Sequence[Check]) -> Iterator[str]:
    for check in checks:
        yield f"{check.number:<18} {check.name}"
        yield from _wrapped(check.says, indent=19)


def _listed_as_json(checks: Sequence[Check]) -> str:
    rows = [{"number": c.number, "name": c.name, "says": c.says} for c in checks]
    return json.dumps({"checks": rows}, indent=2)


def _as_text(violated: Sequence[Violated], *, checks: int) -> Iterator[str]:
    if not violated:
        yield f"{checks} checks, nothing is violated."
        return
    for one in violated:
        yield f"VIOLATED {one.check.name} ({one.check.number})"
        yield from _wrapped(one.check.says, indent=2)
        for row in one.rows:
            yield from _wrapped(" ".join(f"{n}={v}" for n, v in row.items()), indent=4)
        if one.count > len(one.rows):
            yield f"    ... and {one.count - len(one.rows)} more"
        yield ""
    yield f"{len(violated)} of {checks} checks are violated."


def _wrapped(text: str, *, indent: int) -> list[str]:
    blank = " " * indent
    return textwrap.wrap(text, _WIDTH, initial_indent=blank, subsequent_indent=blank)


def _as_json(violated: Sequence[Violated], *, checks: int) -> str:
    found = [
        {
            "number": one.check.number,
            "name": one.check.name,
            "says": one.check.says,
            "count": one.count,
            "rows": [dict(row) for row in one.rows],
        }
        for one in violated
    ]
    return json.dumps({"checks": checks, "violated": found}, indent=2, ensure_ascii=False)
