"""api.http, played from top to bottom in a town whose .env is .env.example as it comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from dotenv import dotenv_values

from nauli.launch.wanted import ROOT
from tests.stories.ends import assert_at_peace, assert_told
from tests.stories.http_file import play
from tests.stories.town import raise_town

pytestmark = pytest.mark.story

STATUSES = {
    "ready": 200,
    "products": 200,
    "customer": 201,
    "handset": 200,
    "order": 201,
    "charge": 201,
    "again": 201,
    "sign": 200,
    "event": 200,
    "approve": 200,
    "verify": 200,
    "paid": 200,
    "ledger": 200,
    "messages": 200,
    "timeline": 200,
    "cases": 200,
    "anotherOrder": 201,
    "anotherCharge": 201,
    "cancel": 200,
    "cancelOrder": 200,
    "birrProduct": 201,
    "birrOrder": 201,
    "birrCharge": 201,
    "birrPay": 200,
    "birrVerify": 200,
    "allowRefunds": 200,
    "refund": 201,
    "refunded": 200,
    "refusal": 422,
}


def test_it_tells_the_whole_story(tmp_path: Path) -> None:
    dotenv = {name: value or "" for name, value in dotenv_values(ROOT / ".env.example").items()}
    # First of all looks is the one that the event asks for, and the second is the file's own.
    settings = {**dotenv, "FIRST_LOOK_SECONDS": "600"}
    with raise_town(tmp_path, settings=settings) as town:
        urls = {"baseUrl": town.shop.url, "sandboxUrl": town.outside.url}
        text = (ROOT / "api.http").read_text(encoding="utf-8")
        answers = dict(play(text, given=urls, dotenv=dotenv))
        assert {name: answer.status_code for name, answer in answers.items()} == STATUSES

        told = {name: answer.json() for name, answer in answers.items()}
        assert told["charge"]["status"] == "pending"
        assert answers["again"].content == answers["charge"].content
        assert answers["again"].headers["Idempotent-Replayed"] == "true"
        assert told["event"] == {"received": True, "new": True}
        assert told["verify"]["status"] == "succeeded"
        assert told["paid"]["status"] == "paid"
        assert len(told["ledger"]["items"]) == len(told["messages"]["items"]) == 2
        assert told["timeline"]["standing"].startswith("Succeeded: order ")
        assert told["cases"]["items"] == []
        assert told["cancel"]["status"] == told["cancelOrder"]["status"] == "cancelled"
        assert told["refusal"]["type"].startswith("urn:nauli:problem:")
        assert town.outside.charge(told["charge"])["asked"] == 1
        assert told["birrCharge"]["checkout_url"].startswith(town.outside.url)
        assert told["birrVerify"]["status"] == "succeeded"
        assert told["refund"]["amount"] == told["birrOrder"]["total"]
        assert told["refund"]["status"] == "pending"
        assert told["refunded"]["id"] == told["refund"]["id"]
        assert_told(town, told["charge"], "payment_succeeded")
        assert_at_peace(town)
