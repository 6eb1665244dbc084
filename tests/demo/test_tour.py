from __future__ import annotations

import ast
import json
import subprocess
import sys
from decimal import Decimal
from email import message_from_string
from email.policy import default as default_policy
from pathlib import Path
from typing import Any

import pytest
import requests
from pypdf import PdfReader

from nauli.launch.wanted import free_port
from tests.launch.machine import Background, Machine, stop
from tests.launch.processes import ROOT, bare_environment

TOUR = ROOT / "demo" / "tour.py"


def _play(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, str(TOUR), *arguments),
        cwd="/",
        env=bare_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.story
def test_the_tour_and_the_sandbox_saw_the_same(long_folder: Path, background: Background) -> None:
    machine = Machine(long_folder / "var", free_port(), free_port(), background)
    process = machine.up()
    file = long_folder / "seen.json"
    done = _play(str(machine.data / "demo.json"), "--json", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\x1b" not in done.stdout  # no terminal, no colours
    seen = json.loads(file.read_text())
    sandbox = machine.demo()["sandbox_url"]

    def world(path: str, **params: str) -> Any:  # noqa: ANN401 - JSON of another program
        return requests.get(f"{sandbox}/_sandbox/{path}", params=params, timeout=10).json()

    order, payment = seen["order"], seen["payment"]
    book = world("book")
    charge, for_stay = book["charges"]  # each was sent once, though the first was asked for twice
    assert charge["asked"] == for_stay["asked"] == 1
    assert for_stay["reference"] == seen["stay"]["payment"]["id"]
    assert (for_stay["amount"], for_stay["currency"]) == (seen["stay"]["quote"]["total"], "UGX")
    assert charge["status"] == "SUCCESSFUL"
    assert charge["reference"] == payment["id"]
    assert (charge["amount"], charge["currency"]) == (order["total"], order["currency"])
    assert (order["status"], payment["status"]) == ("paid", "succeeded")
    shown = f"UGX {int(order['total']):,}"
    assert shown in seen["sms"]["text"]
    assert f"open {machine.data / 'voucher.pdf'}" in done.stdout
    assert done.stdout.count(shown) >= 4  # the order, the prompt, the ledger's lines
    sides = [(line["debit"], line["credit"]) for line in seen["ledger"]]
    assert sorted(sides, key=str) == sorted(
        [(order["total"], None), (None, order["total"])], key=str
    )
    (mail,) = [one for one in world("mail")["mail"] if order["number"] in one["subject"]]
    (sms,) = [one for one in world("sms")["sms"] if order["number"] in one["text"]]
    assert (seen["mail"]["id"], seen["sms"]["id"]) == (mail["id"], sms["id"])
    told = {message["channel"]: message["status"] for message in seen["messages"]}
    assert told == {"email": "sent", "sms": "delivered"}
    _compare_page(seen["on_a_page"], book)
    _compare_stay(seen["stay"], machine, world("mail")["mail"])
    assert len(world("mail")["mail"]) == len(world("sms")["sms"]) == 4
    stop(process)


def _compare_page(seen: dict[str, Any], book: dict[str, Any]) -> None:
    """Compare what the tour saw of the order that was paid on a page with the sandbox's book."""
    (checkout,), (returned,) = book["chapa_charges"], book["chapa_refunds"]
    order, payment, refund = seen["order"], seen["payment"], seen["refund"]
    assert (checkout["tx_ref"], checkout["asked"]) == (payment["reference"], 1)
    assert checkout["checkout_url"] == payment["checkout_url"]
    assert (checkout["status"], returned["status"]) == ("refunded", "refunded")
    assert returned["merchant_reference"] == refund["reference"]
    assert returned["tx_ref"] == payment["reference"]
    amounts = [checkout["amount"], returned["amount"], order["total"], payment["returned"]]
    assert len({Decimal(amount) for amount in amounts}) == 1
    assert (refund["status"], payment["status"]) == ("succeeded", "succeeded")
    assert order["status"] == "paid"
    left: dict[str, Decimal] = {}
    for line in seen["ledger"]:
        more = Decimal(line["credit"] or 0) - Decimal(line["debit"] or 0)
        left[line["account"]] = left.get(line["account"], Decimal(0)) + more
    assert left == {"clearing:chapa": 0, "orders": 0, "refunds": 0}  # all of it has gone back
    assert len(seen["ledger"]) == 6


def _compare_stay(seen: dict[str, Any], machine: Machine, mails: list[dict[str, Any]]) -> None:
    """Compare the stay with the letter that came, and with what the API says of it afterwards."""
    booking = machine.get(f"/api/bookings/{seen['booking']['id']}/").json()
    assert booking == seen["booking"]
    assert (booking["status"], booking["arrived_at"]) == ("confirmed", None)
    assert booking["total"] == seen["quote"]["total"] == seen["payment"]["amount"]
    (mail,) = [one for one in mails if one["id"] == seen["mail"]]
    letter = message_from_string(mail["raw"], policy=default_policy)
    came = {one.get_filename(): one.get_content() for one in letter.iter_attachments()}
    assert set(came) == {"voucher.pdf", "calendar.ics"}
    assert (machine.data / "voucher.pdf").read_bytes() == came["voucher.pdf"]
    page = PdfReader(machine.data / "voucher.pdf").pages[0].extract_text()
    assert {booking["code"], booking["title"]} <= {line.strip() for line in page.splitlines()}
    verdicts = [(said["verdict"], said["good"]) for said in seen["checks"]]
    assert verdicts == [("early", True), ("forged", False)]
    now, there = seen["back"]
    assert (now["percent"], now["refund"]) == (100, booking["total"])
    assert there["percent"] < 100


@pytest.mark.story
def test_make_demo_ends_with_the_tours_own_status(
    long_folder: Path, background: Background
) -> None:
    machine = Machine(long_folder / "var", free_port(), free_port(), background)
    env = {**machine.environment(), "DEMO_EXIT": "1"}
    process = background("-m", "nauli.launch", "demo", env=env)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "Its receipt says that it was delivered" in out
    assert "Chapa says that it has gone back" in out
    assert "The desk checks the code" in out
    assert not (machine.data / "run.json").exists()


def test_what_does_not_come_true_is_one_sentence(tmp_path: Path) -> None:
    done = _play(str(tmp_path / "demo.json"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "start with `make up` first" in done.stderr
    nowhere = f"http://127.0.0.1:{free_port()}"
    facts = {"base_url": nowhere, "sandbox_url": nowhere, "api_key": "k", "customer": 1}
    (tmp_path / "demo.json").write_text(json.dumps(facts))
    done = _play(str(tmp_path / "demo.json"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("The tour ended early.")


def test_it_is_a_stranger() -> None:
    names: list[str] = []
    for file in TOUR.parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            elif isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
    assert {"stay", "requests"} <= set(names)
    assert not [name for name in names if name.split(".")[0].startswith("nauli")]
