"""What holds the reading of MTN's answers within its limits."""

from __future__ import annotations

import pytest

from nauli.gateways.contract import Misconfigured, Unreachable, Unsure
from nauli.gateways.momo.answers import read_charged, read_looked
from nauli.gateways.momo.client import Reply
from tests.gateways.notebook import new_charge

CHARGE = new_charge(amount="12.50", currency="EUR")
SUCCESS = {"status": "SUCCESSFUL", "amount": "12.50", "currency": "EUR"}


@pytest.mark.parametrize("status", [201, 202, 206, 302, 404, 409, 500, 503])
@pytest.mark.parametrize("word", ["SUCCESSFUL", "FAILED", "PENDING"])
def test_only_an_answer_of_200_speaks_of_the_payment(status: int, word: str) -> None:
    with pytest.raises(Unsure):
        read_looked(CHARGE, Reply(status=status, fields={**SUCCESS, "status": word}))


@pytest.mark.parametrize(
    ("status", "error"), [(401, Misconfigured), (413, Misconfigured), (429, Unreachable)]
)
def test_what_is_ours_to_mend_is_told_apart(
    status: int, error: type[Misconfigured | Unreachable]
) -> None:
    with pytest.raises(error):
        read_looked(CHARGE, Reply(status=status, fields=SUCCESS))


@pytest.mark.parametrize("status", [401, 403, 404, 405, 411, 413, 415])
def test_nobody_behind_such_a_status_has_read_a_charge(status: int) -> None:
    with pytest.raises(Misconfigured):
        read_charged(CHARGE, Reply(status=status, fields=None))
