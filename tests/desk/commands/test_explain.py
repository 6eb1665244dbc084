from __future__ import annotations

import json
import re

import pytest

from nauli.gateways.contract import Outcome
from nauli.payments.models import Payment
from tests.desk.busy import BusyShop
from tests.processes import run_nauli

_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}  (\w+) +\S.*")


@pytest.mark.django_db(transaction=True)
def test_every_story_fits_the_screen_and_is_the_same_in_json(shop: BusyShop) -> None:
    shop.live()
    payment = Payment.objects.select_related("order").get(resent_at__isnull=False)
    done = run_nauli("explain", payment.reference)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"Payment {payment.reference}, EUR 12.50 by momo"
    assert max(map(len, lines)) <= 100
    assert lines[-1].endswith(f"Succeeded: order {payment.order.number} is paid.")
    kinds = [match[1] for line in lines if (match := _LINE.fullmatch(line))]
    assert "resend" in kinds

    answer = json.loads(run_nauli("explain", str(payment.order_id), "--json").stdout)
    (told,) = answer["payments"]
    assert (told["id"], told["order"]) == (str(payment.pk), payment.order.number)
    assert [item["kind"] for item in told["items"]] == kinds
    assert told["standing"] in done.stdout.replace("\n", " ")
    status = [item for item in told["items"] if item["title"] == "status → 200"]
    assert json.loads(status[0]["texts"]["answer"])["status"] == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
def test_an_order_tells_of_all_its_payments_and_nobody_of_none(shop: BusyShop) -> None:
    shop.live()
    order = Payment.objects.filter(booked_to="unapplied").latest("created_at").order
    assert run_nauli("explain", order.number).stdout.count("Payment NAU-") == 2
    done = run_nauli("explain", "nobody")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("No payment is known by 'nobody'. Give its reference")


@pytest.mark.django_db(transaction=True)
def test_the_short_form_is_a_line_per_step_and_the_end(shop: BusyShop) -> None:
    payment = shop.say(shop.charge(), Outcome.SUCCEEDED)
    lines = run_nauli("explain", payment.reference, "--short").stdout.splitlines()
    whole = run_nauli("explain", payment.reference).stdout.splitlines()
    assert len(lines) < len(whole)
    head, about, _, *steps, _, standing = lines
    assert head.startswith(f"Payment {payment.reference}")
    assert about.endswith("payer ***456")
    assert all(_LINE.fullmatch(line) for line in steps)
    assert standing == whole[-1]
