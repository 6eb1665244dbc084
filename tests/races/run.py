"""Two hundred rounds of a hundred guests who want the same nights: `make races`.

First as the product is: nobody is sold too much, and nobody is refused what there is. Then, in
scratch copies of the tree, without the listing's lock, and without the search for a free unit too:
the database's constraint alone keeps each night within its units, and a guest still hears 201 or
409, though some are refused what they could have had. At last without the constraint, where a night
is over-sold and the race has to say so: else it would prove nothing.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.planted.scratch import ROOT, environment, replace_once, scratch_copy

_ROUNDS, _ROUNDS_TO_FAIL = 200, 10
_NIGHTS = "nauli/travel/nights.py"
_SCHEMA = "nauli/travel/migrations/0001_initial.py"
_OVER_SOLD = "a night is sold over its units"  # as guests.py says it


@dataclass(frozen=True, slots=True)
class Change:
    """What is written anew in a file of the copy."""

    file: str
    old: str
    new: str


_NO_LOCK = (Change(_NIGHTS, "Listing.objects.select_for_update(no_key=True)", "Listing.objects"),)
# Any unit, sold or not.
_NO_SEARCH = (
    Change(_NIGHTS, "AND sold.slot = unit.slot", "AND sold.slot = unit.slot AND false"),
    Change(_NIGHTS, "ORDER BY unit.slot LIMIT 1", "ORDER BY random() LIMIT 1"),
)
_NO_CONSTRAINT = (
    Change(_NIGHTS, "ON CONFLICT (listing_id, night, slot) DO NOTHING", ""),
    Change(_SCHEMA, "fields=('listing', 'night', 'slot')", "fields=('listing', 'slot', 'id')"),
)
_WITHOUT = {
    "Without the listing's lock": _NO_LOCK,
    "Without the lock and the search for a free unit": (*_NO_LOCK, *_NO_SEARCH),
}


def main() -> int:
    """Return the exit status."""
    parser = argparse.ArgumentParser(prog="make races", description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    asked = parser.parse_args()
    told = {"RACES_ROUNDS": str(asked.rounds), "RACES_SEED": str(asked.seed)}
    began = time.monotonic()
    print(f"The seed is {asked.seed}. As it is:", flush=True)
    held = _held(_play(ROOT, told))
    for what, changes in _WITHOUT.items():
        print(f"{what}, the constraint alone:", flush=True)
        held &= _held(_play_changed(changes, told))
    print("Without the constraint either:", flush=True)
    changes = (*_NO_LOCK, *_NO_SEARCH, *_NO_CONSTRAINT)
    done = _play_changed(changes, {**told, "RACES_ROUNDS": str(_ROUNDS_TO_FAIL)})
    noticed = _OVER_SOLD in done.stdout
    print(f"  noticed: {_OVER_SOLD}" if noticed else f"  NOBODY NOTICED\n{done.stdout}")
    print(f"All of it took {time.monotonic() - began:.0f} s.")
    return 0 if held and noticed else 1


def _held(done: subprocess.CompletedProcess[str]) -> bool:
    """Pass on the figures, or all that is said where the rounds have failed."""
    if done.returncode:
        print(done.stdout, done.stderr, flush=True)
        return False
    print(*(line for line in done.stdout.splitlines() if line.startswith("  ")), sep="\n")
    return True


def _play(tree: Path, told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", "--no-header"),
            *("-q", "-s", "tests/races/rounds.py"),
        ],
        cwd=tree,
        env={**environment(tree), **told},
        capture_output=True,
        text=True,
        check=False,
    )


def _play_changed(
    changes: Sequence[Change], told: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Play in a copy with these changes, where nobody stands in line."""
    with scratch_copy() as copy:
        for change in changes:
            if replace_once(copy / change.file, change.old, change.new) is None:
                sys.exit(f"{change.old!r} does not stand once in {change.file} any more.")
        return _play(copy, {**told, "RACES_OUT_OF_LINE": "1"})


if __name__ == "__main__":
    sys.exit(main())
