from __future__ import annotations

import smtplib
import uuid

from tests.sandbox.shop import KEY, Shop
from tests.sandbox.stand import API_KEY, CHAPA_SECRET, SECRET, SMS_KEY, SUBSCRIPTION, Stand

PAGES = ("/", "/phones/256772123456", "/mail", "/book", "/sent", "/sent/1", "/faults", "/about")


def test_home_says_what_this_is(sandbox: Stand) -> None:
    home = sandbox.see("")
    assert home["momo_base_url"] == f"{sandbox.url}/momo"
    assert home["smtp_port"] == sandbox.smtp_port
    assert home["settings"]["retry_seconds"] == [0.1, 0.3]
    assert home["links"]["book"] == f"{sandbox.url}/_sandbox/book"
    assert home["chapa_base_url"] == f"{sandbox.url}/chapa/v1"
    assert home["chapa_webhook_url"] == f"{sandbox.receiver.url}/chapa"
    assert home["chapa_webhook_secret_set"] is True
    for link in home["links"]:
        sandbox.see(link)


def test_no_secret_is_ever_shown(sandbox: Stand) -> None:
    sandbox.tell("settings", {"momo_signed_events": True})
    Shop(sandbox, sandbox.receiver).paid()
    sandbox.pay(payeeNote=f"order {uuid.uuid4()}")
    sandbox.send("+256772123456")
    token = sandbox.headers()["Authorization"].removeprefix("Bearer ")
    links = sandbox.see("")["links"]
    shown = "".join(sandbox.ask("GET", f"/_sandbox/{link}").text for link in ["", *links])
    shown += "".join(sandbox.ask("GET", page).text for page in PAGES)
    for secret in (SECRET, CHAPA_SECRET, KEY, token, API_KEY, SUBSCRIPTION, SMS_KEY, "/receipts"):
        assert secret not in shown


def test_reset_goes_back_to_the_first_day(sandbox: Stand) -> None:
    sandbox.pay()
    sandbox.tell("settings", {"chapa_test_refunds": True})
    shop = Shop(sandbox, sandbox.receiver)
    shop.refund(shop.paid(tx_ref="N-1"))
    sandbox.send("+256772123456")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as line:
        line.sendmail("a@example.org", "b@example.org", "Subject: Hi\n\nHi")
    sandbox.tell("momo/handsets", {"msisdn": "256772123456", "waits": True})
    sandbox.tell("sms/numbers", {"number": "256772123456", "code": 405})
    sandbox.fault("momo.token", "error_before")
    sandbox.tell("reset")
    for path in ("book", "sms", "mail", "faults", "momo/handsets", "momo/prompts", "sms/numbers"):
        assert not any(sandbox.see(path).values())
    assert sandbox.see("settings")["retry_seconds"] == [1, 3, 10, 30]
    assert sandbox.pay().status_code == 202  # the token outlives it
    shop.open(tx_ref="N-1")


def test_unknown_paths_and_methods_are_json(sandbox: Stand) -> None:
    for method, path, status in (("GET", "/nothing", 404), ("PUT", "/_sandbox/book", 405)):
        answer = sandbox.ask(method, path)
        assert answer.status_code == status
        assert "/_sandbox/" in answer.json()["error"]
