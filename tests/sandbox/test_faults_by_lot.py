from __future__ import annotations

import uuid
from collections.abc import Mapping

from tests.sandbox.stand import Stand

LIKELY = {"times": None, "probability": 0.3}


def _tokens(sandbox: Stand, count: int) -> list[int]:
    return [sandbox.token().status_code for _ in range(count)]


def _again(sandbox: Stand, seed: int, *faults: Mapping[str, object]) -> None:
    sandbox.tell("reset")
    sandbox.tell("settings", {"seed": seed})
    sandbox.tell("faults", list(faults))


def test_same_seed_and_same_order_give_the_same_faults(sandbox: Stand) -> None:
    fault = {"on": "momo.token", "do": "error_before", **LIKELY}
    seen = []
    for seed in (7, 7, 8):
        _again(sandbox, seed, fault)
        seen.append(_tokens(sandbox, 60))
    assert seen[0] == seen[1] != seen[2]
    for statuses in seen:
        assert 8 <= statuses.count(503) <= 30  # 18 are likely
    (told,) = sandbox.see("faults")["faults"]
    assert told["fired"] == seen[2].count(503)


def test_two_faults_do_not_strike_in_step(sandbox: Stand) -> None:
    first = {"on": "momo.token", "do": "error_before", "status": 500, **LIKELY}
    second = {"on": "momo.balance", "do": "error_before", "status": 503, **LIKELY}
    _again(sandbox, 1, first, second)
    headers = sandbox.headers()
    tokens, balances = [], []
    for _ in range(40):
        tokens.append(sandbox.token().status_code != 200)
        path = "/momo/collection/v1_0/account/balance"
        balances.append(sandbox.ask("GET", path, headers=headers).status_code != 200)
    assert tokens != balances


def test_lot_counts_only_whom_it_could_have_struck(sandbox: Stand) -> None:
    """Requests of others in between change nothing for those that match."""
    match = {"external_id": "N-5"}
    fault = {"on": "momo.requesttopay", "do": "error_before", "match": match, **LIKELY}
    seen = []
    for others in (0, 2):
        sandbox.headers()
        _again(sandbox, 7, fault)
        statuses = []
        for _ in range(20):
            for _ in range(others):
                assert sandbox.pay(externalId="N-6").status_code == 202
            statuses.append(sandbox.pay(str(uuid.uuid4()), externalId="N-5").status_code)
        seen.append(statuses)
    assert seen[0] == seen[1]
    assert {202, 503} == set(seen[0])


def test_never_and_always(sandbox: Stand) -> None:
    _again(sandbox, 3, {"on": "momo.token", "do": "error_before", "probability": 0})
    assert _tokens(sandbox, 3) == [200] * 3
    _again(sandbox, 3, {"on": "momo.token", "do": "error_before", "probability": 1, "times": 2})
    assert _tokens(sandbox, 3) == [503, 503, 200]
