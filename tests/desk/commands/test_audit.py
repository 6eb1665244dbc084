from __future__ import annotations

import json

import pytest

from nauli.desk.audit import CHECKS
from nauli.payments.models import Payment
from tests.desk.busy import BusyShop
from tests.processes import run_nauli


@pytest.mark.django_db(transaction=True)
def test_a_busy_shop_is_clean_until_something_is_wrong(shop: BusyShop) -> None:
    shop.live()
    done = run_nauli("audit")
    assert (done.stdout, done.returncode) == (
        f"{len(CHECKS)} checks, nothing is violated.\n",
        0,
    ), done.stderr
    lighter = len([check for check in CHECKS if not check.whole])
    assert run_nauli("audit", "--recent").stdout.startswith(f"{lighter} checks, nothing")
    clean = run_nauli("audit", "--json")
    assert json.loads(clean.stdout) == {"checks": len(CHECKS), "violated": []}

    pending = Payment.objects.filter(state="pending")
    lost = pending.update(next_look_at=None)
    done = run_nauli("audit")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "VIOLATED doubt-is-asked-about (10)"
    assert lines[-1] == f"1 of {len(CHECKS)} checks are violated."
    assert max(map(len, lines)) <= 100
    for payment in pending:
        assert f"    reference={payment.reference} state=pending" in lines

    done = run_nauli("audit", "--json")
    (found,) = json.loads(done.stdout)["violated"]
    assert (done.returncode, found["name"], found["count"]) == (1, "doubt-is-asked-about", lost)
    assert {row["reference"] for row in found["rows"]} == {one.reference for one in pending}


@pytest.mark.django_db(transaction=True)
def test_what_is_checked_can_be_read() -> None:
    done = run_nauli("audit", "--list")
    assert done.returncode == 0
    for check in CHECKS:
        assert check.name in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    listed = json.loads(run_nauli("audit", "--list", "--json").stdout)["checks"]
    assert [row["name"] for row in listed] == [check.name for check in CHECKS]
