from __future__ import annotations

from pathlib import Path

import pytest

from nauli_sandbox.options import read_options


def test_defaults() -> None:
    options = read_options([], {})
    assert (options.host, options.port, options.smtp_port) == ("127.0.0.1", 8001, 0)
    assert options.data == Path("var/sandbox")
    assert options.momo_webhook_secrets == ()


def test_argument_wins_over_the_environment_and_that_over_the_default() -> None:
    environ = {"SANDBOX_PORT": "9001", "SANDBOX_DATA": "/a", "SANDBOX_SMTP_PORT": "2525"}
    options = read_options(["--port", "9002"], environ)
    assert (options.port, options.smtp_port, options.data) == (9002, 2525, Path("/a"))


def test_secrets_are_read_and_never_shown() -> None:
    environ = {
        "MOMO_WEBHOOK_SECRET": " new , old,",
        "CHAPA_WEBHOOK_SECRET": "newer, old",
        "SANDBOX_SMS_RECEIPT_URL": "http://x/hidden/",
    }
    options = read_options([], environ)
    assert options.momo_webhook_secrets == ("new", "old")
    assert options.chapa_webhook_secrets == ("newer", "old")
    assert options.sms_receipt_url == "http://x/hidden/"
    assert "new" not in repr(options)
    assert "hidden" not in repr(options)


def test_where_chapa_finds_others() -> None:
    environ = {"SANDBOX_PUBLIC_URL": "https://pay.shop.org/"}
    options = read_options(["--chapa-webhook-url", "http://x/hook"], environ)
    assert options.chapa_webhook_url == "http://x/hook"
    assert options.public_url == "https://pay.shop.org"


@pytest.mark.parametrize("port", ["eighty", "-1", "65536", "\u0661"])
def test_what_is_no_port_is_said(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options([], {"SANDBOX_PORT": port})
    assert "is not a port" in capsys.readouterr().err
