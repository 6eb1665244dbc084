"""What the sandbox is told at its start: an argument wins over the environment."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`repr` leaves out what holds a secret: the receipt URL of many receivers contains one."""

    host: str
    port: int  # 0: the operating system picks
    smtp_port: int  # 0: likewise
    data: Path
    momo_event_url: str = ""
    momo_webhook_secrets: tuple[str, ...] = field(default=(), repr=False)  # the first one signs
    sms_receipt_url: str = field(default="", repr=False)
    chapa_webhook_url: str = ""
    chapa_webhook_secrets: tuple[str, ...] = field(default=(), repr=False)  # the first one signs
    public_url: str = ""  # how a payer's browser reaches us; empty: as the merchant does


def read_options(argv: Sequence[str], environ: Mapping[str, str]) -> Options:
    """Return the options; `--help` and words that cannot be read leave through SystemExit."""
    told = _parser(environ).parse_args(argv)
    return Options(
        host=told.host,
        port=told.port,
        smtp_port=told.smtp_port,
        data=Path(told.data),
        momo_event_url=told.momo_event_url,
        momo_webhook_secrets=_secrets(environ, "MOMO_WEBHOOK_SECRET"),
        sms_receipt_url=told.sms_receipt_url,
        chapa_webhook_url=told.chapa_webhook_url,
        chapa_webhook_secrets=_secrets(environ, "CHAPA_WEBHOOK_SECRET"),
        public_url=told.public_url.rstrip("/"),
    )


def _secrets(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(secret.strip() for secret in environ.get(name, "").split(",") if secret.strip())


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nauli-sandbox",
        description="Chapa, MTN MoMo, Africa's Talking SMS and a mailbox on this machine,"
        " for tests.",
        epilog="CHAPA_WEBHOOK_SECRET and MOMO_WEBHOOK_SECRET (comma-separated, the first one signs)"
        " are read from the environment only, because arguments can be seen by every user of the"
        " machine.",
    )
    for flag, variable, default, words in (
        ("--host", "SANDBOX_HOST", "127.0.0.1", "address to listen on"),
        ("--data", "SANDBOX_DATA", "./var/sandbox", "folder of the book"),
        ("--momo-event-url", "SANDBOX_MOMO_EVENT_URL", "", "where signed MoMo events go"),
        ("--sms-receipt-url", "SANDBOX_SMS_RECEIPT_URL", "", "where SMS delivery receipts go"),
        ("--chapa-webhook-url", "SANDBOX_CHAPA_WEBHOOK_URL", "", "where Chapa's webhooks go"),
        ("--public-url", "SANDBOX_PUBLIC_URL", "", "how a browser reaches Chapa's pages"),
    ):
        value = environ.get(variable) or default
        parser.add_argument(flag, default=value, help=f"{words} ({variable}, else {default!r})")
    for flag, variable, default, words in (
        ("--port", "SANDBOX_PORT", "8001", "port for HTTP, 0 for any"),
        ("--smtp-port", "SANDBOX_SMTP_PORT", "0", "port for mail, 0 for any"),
    ):
        value = environ.get(variable) or default
        parser.add_argument(
            flag, type=_port, default=value, help=f"{words} ({variable}, else {default})"
        )
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number up to 65535")
    return int(text)
