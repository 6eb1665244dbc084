from __future__ import annotations

import pytest
import requests

from nauli_sandbox.faults import POINTS
from tests.sandbox.stand import Stand


def _set(sandbox: Stand, **form: str) -> requests.Response:
    return sandbox.ask("POST", "/faults", data=form, allow_redirects=False)


def test_every_fault_that_there_is_can_be_set_and_has_a_sentence(sandbox: Stand) -> None:
    page = sandbox.ask("GET", "/faults").text
    for point, (dos, _) in POINTS.items():
        assert f'id="{point}"' in page
        for do in dos:
            assert _set(sandbox, on=point, do=do).status_code == 303
    assert len(sandbox.see("faults")["faults"]) == sum(len(dos) for dos, _ in POINTS.values())


def test_form_says_all_that_json_can(sandbox: Stand) -> None:
    _set(
        sandbox,
        on="momo.callback",
        do="alter",
        probability="30",
        always="on",
        match_name="payer",
        match_value="256772123456",
        set='{"amount": "1"}',
        seconds="",
    )
    _set(sandbox, on="chapa.webhook", do="duplicate", copies="3", apart_seconds="0.5", times="4")
    one, two = sandbox.see("faults")["faults"]
    assert (one["probability"], one["times"], one["set"]) == (0.3, None, {"amount": "1"})
    assert (one["match"], one["seconds"]) == ({"payer": "256772123456"}, 30)
    assert (two["copies"], two["apart_seconds"], two["times"]) == (3, 0.5, 4)
    page = sandbox.ask("GET", "/faults").text
    assert "always, in 30% of cases, where payer is 256772123456" in page
    assert "4 times" in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"on": "nowhere", "do": "drop"}, "There is no"),
        ({"on": "smtp", "do": "drop"}, "cannot"),
        ({"do": "drop"}, "missing"),
        ({"on": "momo.token", "do": "delay", "seconds": "soon"}, "must be a number"),
        ({"on": "momo.token", "do": "delay", "seconds": "nan"}, "must be"),
        ({"on": "momo.token", "do": "error_before", "status": "200"}, "from 400 to 599"),
        ({"on": "momo.status", "do": "alter", "set": "{"}, "must be JSON"),
        ({"on": "momo.status", "do": "alter", "set": "[1]"}, "must be"),
        ({"on": "momo.status", "do": "alter", "set": "[" * 5000}, "must be JSON"),
        ({"on": "sms.user", "do": "delay", "match_name": "x", "match_value": "y"}, "matched"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_set(
    sandbox: Stand, form: dict[str, str], words: str
) -> None:
    answer = _set(sandbox, **form)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert sandbox.see("faults")["faults"] == []


def test_faults_are_lifted_one_by_one_or_all(sandbox: Stand) -> None:
    for point in ("momo.token", "smtp", "sms.send"):
        _set(sandbox, on=point, do="delay")
    page = sandbox.ask("GET", "/faults").text
    path = page.split('action="/faults/')[1].split('"')[0]
    sandbox.ask("POST", f"/faults/{path}")
    assert [fault["on"] for fault in sandbox.see("faults")["faults"]] == ["smtp", "sms.send"]
    sandbox.ask("POST", "/faults/lift")
    assert sandbox.see("faults")["faults"] == []
