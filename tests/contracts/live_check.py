"""`make live-check`: the contracts against the vendors' own sandboxes, where there are credentials.

Never part of `make test`: live.py is no name that pytest collects by itself.
"""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from nauli.config import env

_SECONDS = 5
# In Chapa's test mode nobody pays unless a person does.
_NOBODY_PAYS = "chapa and money_comes_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    name: str  # as the tests of live.py bear it
    title: str
    base_url: str
    needs: tuple[str, ...]
    test_key: str = ""  # how a key begins that moves no real money, where the host does not tell

    @property
    def missing(self) -> list[str]:
        return [name for name in self.needs if not env.text(name)]


def vendors() -> list[Vendor]:
    return [
        Vendor(
            name="momo",
            title="MTN MoMo",
            base_url=env.text("MOMO_BASE_URL", "https://sandbox.momodeveloper.mtn.com"),
            needs=("MOMO_SUBSCRIPTION_KEY", "MOMO_API_USER", "MOMO_API_KEY"),
        ),
        Vendor(
            name="chapa",
            title="Chapa",
            base_url=env.text("CHAPA_BASE_URL", "https://api.chapa.co/v1"),
            needs=("CHAPA_SECRET_KEY",),
            test_key="CHASECK_TEST-",
        ),
        Vendor(
            name="sms",
            title="Africa's Talking",
            base_url=env.text("AFRICASTALKING_BASE_URL", "https://api.sandbox.africastalking.com"),
            needs=("AFRICASTALKING_USERNAME", "AFRICASTALKING_API_KEY"),
        ),
    ]


def main() -> int:
    """Return pytest's exit status, or say in one sentence why nothing could be checked."""
    given = [vendor for vendor in vendors() if not vendor.missing]
    if not given:
        needs = "; ".join(f"for {v.title} {', '.join(v.needs)}" for v in vendors())
        return _cannot(f"Set the credentials of a vendor's sandbox: {needs}.")
    for vendor in given:
        if problem := _problem(vendor):
            return _cannot(problem)
    for vendor in vendors():
        if vendor.missing:
            _say(f"{vendor.title} is not checked: {', '.join(vendor.missing)} not set.")
    chosen = " or ".join(vendor.name for vendor in given)
    here = str(Path(__file__).with_name("live.py"))
    return int(
        pytest.main(["-p", "no:cacheprovider", "-k", f"({chosen}) and not ({_NOBODY_PAYS})", here])
    )


def _problem(vendor: Vendor) -> str:
    parts = urlsplit(vendor.base_url)
    host = parts.hostname or ""
    if vendor.test_key:
        if not env.text(vendor.needs[0]).startswith(vendor.test_key):
            return f"{vendor.needs[0]} is no test key, and this check charges."
    elif "sandbox" not in host and host != "127.0.0.1":
        return f"{vendor.base_url} is no sandbox, and this check charges and sends."
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=_SECONDS).close()
    except OSError as error:
        return f"{vendor.title} cannot be reached at {host}: {type(error).__name__}."
    return ""


def _cannot(sentence: str) -> int:
    _say(sentence)
    return 1


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
