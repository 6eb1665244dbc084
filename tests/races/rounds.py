"""The rounds that `make races` plays. Not part of `make test`, which does not collect this name."""

from __future__ import annotations

import os
import time
from collections import Counter
from statistics import median

import pytest

from tests.races.crowd import crowd
from tests.races.guests import CROWD, play_round
from tests.stories.ends import assert_at_peace
from tests.stories.town import Town

pytestmark = pytest.mark.story

_DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def test_rounds(town: Town) -> None:
    rounds, seed = int(os.environ["RACES_ROUNDS"]), int(os.environ["RACES_SEED"])
    in_line = "RACES_OUT_OF_LINE" not in os.environ
    guests = [town.shop.add_customer() for _ in range(CROWD)]
    told: Counter[int] = Counter()
    waits: list[float] = []
    began = time.monotonic()
    with crowd(town, CROWD) as people:
        for number in range(rounds):
            heard = play_round(town, people, guests, seed=seed + number, in_line=in_line)
            told.update(one.answer.status_code for one in heard)
            waits.extend(one.answer.elapsed.total_seconds() for one in heard)
    seconds = time.monotonic() - began
    ((deadlocks,),) = town.rows(_DEADLOCKS)
    print(
        f"\n  {rounds} rounds, {len(waits)} bookings asked for: {told[201]} times 201,"
        f" {told[409]} times 409\n  {seconds:.0f} s with all checks, {len(waits) / seconds:.0f} a"
        f" second; answered within {median(waits):.2f} s (median) and {max(waits):.2f} s"
        f" (longest); {deadlocks} deadlocks"
    )
    assert_at_peace(town)
