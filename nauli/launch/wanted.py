"""What the user wants of a start: from the environment, then `.env`; the gaps are ours to fill."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from nauli.launch.errors import CannotStart
from nauli.launch.folder import keep

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The user's wishes, read and checked. `given` is the environment with `.env` below it."""

    given: Mapping[str, str]
    port: int
    sandbox_port: int
    data: Path

    def says(self, name: str) -> bool:
        """Say whether the user has set it, as a value or as a file that holds it."""
        return bool(self.given.get(name, "").strip() or self.given.get(f"{name}_FILE", "").strip())

    @property
    def own_postgres(self) -> bool:
        return self.says("DATABASE_URL") or self.says("POSTGRES_DB")

    @property
    def own_broker(self) -> bool:
        return self.says("CELERY_BROKER_URL") or self.says("REDIS_URL")

    @property
    def is_live(self) -> bool:
        return self.given.get("NAULI_MODE", "").strip() == "live"

    @property
    def demo(self) -> bool:
        """Demo data goes into a database of our own, or where it is asked for by name."""
        told = self.given.get("NAULI_DEMO", "").strip()
        return told == "1" if told else not self.own_postgres and not self.is_live

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://{HOST}:{self.sandbox_port}"


def given_settings() -> dict[str, str]:
    """Return the environment with `.env` below it."""
    dotenv = {name: value or "" for name, value in dotenv_values(ROOT / ".env").items()}
    return {**dotenv, **os.environ}


def read_wanted() -> Wanted:
    """Read and check what does not need the machine: names, numbers, the path."""
    given = given_settings()
    port = _port(given, "PORT", "8000")
    sandbox_port = _port(given, "SANDBOX_PORT", "8001")
    if port == sandbox_port:
        raise CannotStart(f"PORT and SANDBOX_PORT are both {port}: give them different numbers.")
    data = Path(given.get("NAULI_DATA", "").strip() or "var")
    return Wanted(given=given, port=port, sandbox_port=sandbox_port, data=ROOT / data)


def _port(given: Mapping[str, str], name: str, default: str) -> int:
    text = given.get(name, "").strip() or default
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotStart(f"{name} is {text!r}: give a port number from 1 to 65535.")
    return int(text)


def refuse_taken(name: str, port: int) -> None:
    with socket.socket() as probe:
        # As servers do: what lingers of a connection that was closed does not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} cannot be used ({error.strerror}): stop the program that has it, or "
                f"choose another port, as in: make up {name}={port + 10}"
            ) from error


def environment_of_ours(wanted: Wanted, *, database_url: str, broker_url: str) -> dict[str, str]:
    """Return the environment of web, worker and schedule: the user's, with its gaps filled."""
    env = {**wanted.given, "NAULI_DATA": str(wanted.data), "PORT": str(wanted.port)}
    for names, values in _fillings(wanted, _kept_secrets(wanted), database_url, broker_url):
        # A group goes by its first name: who brings a mail server brings its port as well.
        if not wanted.says(names[0]):
            pairs = zip(names, values, strict=True)
            env.update({n: value for n, value in pairs if value and not wanted.says(n)})
    return env


def environment_of_sandbox(wanted: Wanted, ours: Mapping[str, str]) -> dict[str, str]:
    """Return the sandbox's environment: it is a stranger, and learns what a stranger would."""
    receipt = ours.get("SMS_RECEIPT_SECRET", "").split(",")[0].strip()
    told = {
        "SANDBOX_SMTP_PORT": ours.get("EMAIL_PORT", "0") if not wanted.says("EMAIL_HOST") else "0",
        "SANDBOX_MOMO_EVENT_URL": f"{wanted.base_url}/api/webhooks/momo/",
        "SANDBOX_SMS_RECEIPT_URL": f"{wanted.base_url}/api/webhooks/sms/{receipt}/",
        "SANDBOX_CHAPA_WEBHOOK_URL": f"{wanted.base_url}/api/webhooks/chapa/",
        "MOMO_WEBHOOK_SECRET": ours.get("MOMO_WEBHOOK_SECRET", ""),
        "CHAPA_WEBHOOK_SECRET": ours.get("CHAPA_WEBHOOK_SECRET", ""),
    }
    passed = {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"}
    return {
        **{name: value for name, value in wanted.given.items() if name in passed},
        **{name: wanted.given.get(name) or value for name, value in told.items()},
    }


def _kept_secrets(wanted: Wanted) -> dict[str, str]:
    """Return the secrets of this data folder, made at its first start (secrets.json, 0600)."""
    fresh = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "NAULI_DEMO_KEY": f"nauli_demo_{secrets.token_urlsafe(24)}",
        "MOMO_SUBSCRIPTION_KEY": secrets.token_hex(16),
        "MOMO_API_USER": str(uuid.uuid4()),
        "MOMO_API_KEY": secrets.token_hex(16),
        "MOMO_DISBURSEMENT_SUBSCRIPTION_KEY": secrets.token_hex(16),
        "MOMO_DISBURSEMENT_API_USER": str(uuid.uuid4()),
        "MOMO_DISBURSEMENT_API_KEY": secrets.token_hex(16),
        "MOMO_WEBHOOK_SECRET": secrets.token_hex(32),
        "CHAPA_SECRET_KEY": f"CHASECK_TEST-{secrets.token_hex(16)}",
        "CHAPA_WEBHOOK_SECRET": secrets.token_hex(32),
        "AFRICASTALKING_API_KEY": f"atsk_{secrets.token_hex(32)}",
        "SMS_RECEIPT_SECRET": secrets.token_hex(24),
    }
    return keep(wanted.data / "secrets.json", fresh)


def _fillings(
    wanted: Wanted, kept: dict[str, str], database_url: str, broker_url: str
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return groups of names with their values. Live gets no sandbox and nothing of the demo."""
    always: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
        (("DATABASE_URL",), (database_url,)),
        (("CELERY_BROKER_URL",), (broker_url,)),
        (("SECRET_KEY",), (kept["SECRET_KEY"],)),
        (("ALLOWED_HOSTS",), ("127.0.0.1,localhost,[::1]",)),
    ]
    if wanted.is_live:
        return always
    products = ("MOMO", "MOMO_DISBURSEMENT")
    momo = [f"{p}_{name}" for p in products for name in ("SUBSCRIPTION_KEY", "API_USER", "API_KEY")]
    sandbox = wanted.sandbox_url
    return [
        *always,
        (("NAULI_DEMO",), ("1" if wanted.demo else "",)),
        (("NAULI_DEMO_KEY",), (_demo_key(wanted, kept) if wanted.demo else "",)),
        (("NAULI_PUBLIC_URL",), (wanted.base_url,)),
        (("MERCHANT_NAME",), ("Nauli Market",)),
        (("MERCHANT_TIME_ZONE",), ("Africa/Kampala",)),
        # Whoever tries the shop at their desk is one person, with one phone that costs nobody.
        (("FORMS_PER_PHONE",), ("60",)),
        (
            ("MOMO_BASE_URL", *momo, "MOMO_TARGET_ENVIRONMENT"),
            (f"{sandbox}/momo", *(kept[name] for name in momo), "mtnuganda,mtnghana,sandbox"),
        ),
        (("MOMO_WEBHOOK_SECRET",), (kept["MOMO_WEBHOOK_SECRET"],)),
        (
            ("CHAPA_SECRET_KEY", "CHAPA_BASE_URL", "CHAPA_MODE"),
            (kept["CHAPA_SECRET_KEY"], f"{sandbox}/chapa/v1", "test"),
        ),
        (("CHAPA_WEBHOOK_SECRET",), (kept["CHAPA_WEBHOOK_SECRET"],)),
        (
            ("AFRICASTALKING_BASE_URL", "AFRICASTALKING_USERNAME", "AFRICASTALKING_API_KEY"),
            (f"{sandbox}/africastalking", "sandbox", kept["AFRICASTALKING_API_KEY"]),
        ),
        (("SMS_RECEIPT_SECRET",), (kept["SMS_RECEIPT_SECRET"],)),
        (("EMAIL_HOST", "EMAIL_PORT"), (HOST, str(free_port()))),
        (("DEFAULT_FROM_EMAIL",), ("Nauli Market <orders@nauli.example>",)),
    ]


def _demo_key(wanted: Wanted, kept: Mapping[str, str]) -> str:
    """Return the key that the documents name, or a secret one where the database is not ours."""
    published = dotenv_values(ROOT / ".env.example").get("NAULI_DEMO_KEY")
    return kept["NAULI_DEMO_KEY"] if wanted.own_postgres or not published else published


def free_port() -> int:
    """Return a port that is free now, for who will take it a moment later.

    The system's own choice would be one of those that it gives to outgoing connections: any
    program might have it by then. These lie below.
    """
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind((HOST, port))
            return port
