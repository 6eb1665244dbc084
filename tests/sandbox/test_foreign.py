from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.sandbox.shop import Shop
from tests.sandbox.stand import Stand

NUMBER = "256772123456"
FORMS = ("/phones", "/faults/lift", "/_sandbox/reset")


def _waits(sandbox: Stand) -> bool:
    return bool(sandbox.see("momo/handsets")["handsets"])


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},  # another port of this machine
        {"Origin": "https://evil.org"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "{url}"},
        # A name of somebody else's that leads to this machine: the page would look like ours.
        {"Sec-Fetch-Site": "same-origin", "Host": "evil.org"},
        {"Origin": "http://evil.org:80", "Host": "evil.org:80"},
        {"Sec-Fetch-Site": "same-origin", "Host": "127.0.0.1.evil.org"},
    ],
)
def test_foreign_page_moves_nothing(sandbox: Stand, said: dict[str, str]) -> None:
    sandbox.tell("momo/handsets", {"msisdn": NUMBER, "waits": True})
    headers = {name: value.format(url=sandbox.url) for name, value in said.items()}
    for path in FORMS:
        form = {"msisdn": NUMBER, "do": "let-go"}
        answer = sandbox.ask("POST", path, data=form, headers=headers, allow_redirects=False)
        assert (answer.status_code, "elsewhere" in answer.json()["error"]) == (403, True)
    answer = sandbox.ask("DELETE", "/_sandbox/momo/tokens", headers=headers)
    assert answer.status_code == 403
    assert _waits(sandbox)


@pytest.mark.parametrize(
    "said",
    [
        {},  # a program
        {"Sec-Fetch-Site": "same-origin", "Origin": "{url}"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "{url}"},
        {"Origin": "https://localhost:8001", "Host": "localhost:8001"},  # behind somebody's TLS
        {"Origin": "http://sandbox:8001", "Host": "sandbox:8001"},
        {"Origin": "http://[::1]:8001", "Host": "[::1]:8001"},
        {"Sec-Fetch-Site": "same-origin", "Host": "nauli.localhost"},
    ],
)
def test_own_page_and_programs_may(sandbox: Stand, said: dict[str, str]) -> None:
    headers = {name: value.format(url=sandbox.url) for name, value in said.items()}
    form = {"msisdn": NUMBER, "do": "wait"}
    answer = sandbox.ask("POST", "/phones", data=form, headers=headers, allow_redirects=False)
    assert answer.status_code == 303
    assert _waits(sandbox)


def test_foreign_page_pays_no_checkout(shop: Shop) -> None:
    path = urlsplit(shop.booked(shop.open(tx_ref="N-1"))["checkout_url"]).path
    for said in ({"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = shop.sandbox.ask("POST", path, data={"do": "cancel"}, headers=said)
        assert answer.status_code == 403
    assert shop.booked("N-1")["status"] == "pending"


def test_the_wires_ask_for_keys_and_not_for_pages(sandbox: Stand) -> None:
    answer = sandbox.ask(
        "POST",
        "/africastalking/version1/messaging",
        data={"username": "sandbox", "to": f"+{NUMBER}", "message": "Hi"},
        headers={"apiKey": "atsk_" + "0" * 64, "Origin": "https://evil.org"},
    )
    assert answer.status_code == 201
