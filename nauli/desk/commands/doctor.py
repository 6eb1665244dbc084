"""`nauli doctor`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from nauli.kit.findings import Level

if TYPE_CHECKING:
    from nauli.desk.doctor import Examined


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from nauli.desk.doctor import examine, is_well

    examined = examine()
    print(_as_json(examined, well=is_well(examined)) if options.json else _as_text(examined))
    return 0 if is_well(examined) else 1


def _as_json(examined: list[Examined], *, well: bool) -> str:
    findings = [
        {"about": result.subject, "level": f.level, "what": f.what, "mend": f.mend}
        for result in examined
        for f in result.findings
    ]
    return json.dumps({"well": well, "findings": findings}, indent=2, ensure_ascii=False)


def _as_text(examined: list[Examined]) -> str:
    lines = []
    for result in examined:
        for finding in result.findings:
            lines.append(f"{finding.level:<8} {result.subject}: {finding.what}")
            if finding.mend:
                lines.append(f"{'':<8} -> {finding.mend}")
    levels = [f.level for result in examined for f in result.findings]
    wrong, warnings = levels.count(Level.WRONG), levels.count(Level.WARNING)
    lines.append(f"\n{wrong} wrong, {warnings} to be thought about.")
    return "\n".join(lines)
