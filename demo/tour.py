"""The tour: an order paid on a phone, one on a page and returned, a stay; each to its last line.

A program of its own that speaks HTTP only: to the API with an API key, to the sandbox as the
customer's phone and browser. It reads demo.json for where they are, and leaves the voucher of the
stay beside it:

    python demo/tour.py [var/demo.json] [--json what-was-seen.json]

Exit status 0 when all of it came true, 1 with a sentence when something did not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

import requests

from page import play_page
from phone import play_phone
from shown import Shown
from stay import play_stay
from world import Json, TourEnded, World


def play(demo: Json, shown: Shown, *, folder: Path) -> Json:
    """Play it all and return what was seen, by both sides; files are left in the folder."""
    world = World(demo)
    customer = world.get(f"/api/customers/{demo['customer']}/")
    seen = play_phone(world, demo, customer, shown)
    seen["on_a_page"] = play_page(world, demo, customer, shown)
    seen["stay"] = play_stay(world, customer, shown, folder=folder)
    seen["steps"] = shown.steps
    return seen


def main() -> int:
    default = Path(os.environ.get("NAULI_DATA") or "var") / "demo.json"
    parser = argparse.ArgumentParser(description="Play two orders and a stay from request to end.")
    parser.add_argument(
        "demo", nargs="?", type=Path, default=default, help="demo.json of `make up`"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was seen there")
    told = parser.parse_args()
    shown = Shown()
    began = time.monotonic()
    try:
        demo = json.loads(told.demo.read_text(encoding="utf-8"))
        seen = play(demo, shown, folder=told.demo.resolve().parent)
    except FileNotFoundError:
        sys.stderr.write(f"{told.demo} is not there: start with `make up` first.\n")
        return 1
    except (TourEnded, requests.RequestException) as error:
        sys.stderr.write(f"The tour ended early. {error}\n")
        return 1
    if told.json:
        told.json.write_text(
            json.dumps(seen, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    sys.stdout.write(f"All of it in {time.monotonic() - began:.1f} s.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
