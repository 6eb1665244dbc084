"""Break the product on purpose, one breakage at a time, and see a test catch each.

Run it by `make planted`; words given select breakages by their names. Each breakage is applied in
a scratch copy of the tree, never here, and its tests are run there. Exit status 1 where one was
not caught, or where the tests fail without any breakage: then nothing can be said.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.planted.scratch import ROOT, environment, replace_once, scratch_copy

_CAUGHT = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """One way to make the product wrong, and who must notice."""

    name: str
    file: str
    old: str
    new: str
    tests: list[str]


def main() -> int:
    """Return the exit status."""
    parser = argparse.ArgumentParser(prog="make planted", description=__doc__)
    parser.add_argument("words", nargs="*", help="only breakages whose name has one of these words")
    words = parser.parse_args().words
    listed = tomllib.loads((ROOT / "tests/planted/breakages.toml").read_text(encoding="utf-8"))
    breakages = [Breakage(**one) for one in listed["breakage"]]
    chosen = [one for one in breakages if not words or any(word in one.name for word in words)]
    with scratch_copy() as copy:
        tests = sorted({test for one in chosen for test in one.tests})
        print(f"Without any breakage: {len(tests)} files and folders of tests ...", flush=True)
        failed = _run(copy, tests, at_once=False)
        if failed:
            print("These fail although nothing is broken:", *failed, sep="\n  ")
            return 1
        missed = [
            one.name for number, one in enumerate(chosen, 1) if not _caught(copy, one, number)
        ]
    print(f"\n{len(chosen) - len(missed)} of {len(chosen)} breakages were caught.")
    for name in missed:
        print(f"NOT CAUGHT: {name}")
    return 1 if missed else 0


def _caught(copy: Path, breakage: Breakage, number: int) -> bool:
    """Apply, test, take back; print who noticed."""
    file, began = copy / breakage.file, time.monotonic()
    whole = replace_once(file, breakage.old, breakage.new)
    if whole is None:
        print(f"{number:>3}. {breakage.name}: does not apply to {breakage.file} any more")
        return False
    try:
        noticed = _run(copy, breakage.tests, at_once=True)
    finally:
        file.write_text(whole, encoding="utf-8")
    who = noticed[0] if noticed else "NOBODY NOTICED"
    print(
        f"{number:>3}. {breakage.name} [{time.monotonic() - began:.0f} s]\n       {who}", flush=True
    )
    return bool(noticed)


def _run(copy: Path, tests: list[str], *, at_once: bool) -> list[str]:
    """Return the tests that fail, the first one only if `at_once`."""
    done = subprocess.run(
        [
            *(sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header"),
            *(("-x", "-n", "0") if at_once else ("-n", "2")),
            *tests,
        ],
        cwd=copy,
        env=environment(copy),
        capture_output=True,
        text=True,
        check=False,
    )
    failed = _CAUGHT.findall(done.stdout)
    if done.returncode and not failed:
        # A breakage that keeps pytest itself from starting is noticed too, but by nobody's test.
        print(done.stdout[-2000:], done.stderr[-2000:])
    return failed


if __name__ == "__main__":
    sys.exit(main())
