"""Ask everything that Nauli depends on, at once; say how to mend what is not well.

Nothing is sent to a customer, no money is asked for, no transaction is open across the network.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from nauli.desk.checks.broker import check_broker
from nauli.desk.checks.database import check_database
from nauli.desk.checks.public_url import check_public_url
from nauli.desk.checks.secrets import check_secrets
from nauli.desk.checks.settings import check_settings
from nauli.gateways.contract import GatewayError
from nauli.gateways.registry import GATEWAYS, gateway
from nauli.kit.findings import Check, Finding, Level, ok, wrong
from nauli.notifications.channels.check_email import check_email
from nauli.notifications.channels.check_sms import check_sms

# Starting takes a second or two, and a person is waiting.
PATIENCE_SECONDS = 11.0


@dataclass
class Examined:
    """One check and what it found; `done` is False where it did not come to its end in time."""

    subject: str
    findings: list[Finding] = field(default_factory=list)
    done: bool = False


def examine(*, patience_seconds: float = PATIENCE_SECONDS) -> list[Examined]:
    """Return what all checks found, in their order, within about `patience_seconds`."""
    return run(all_checks(), patience_seconds=patience_seconds)


def all_checks() -> Mapping[str, Check]:
    return {
        "settings": check_settings,
        "secrets": check_secrets,
        "database": check_database,
        "broker": check_broker,
        "public URL": check_public_url,
        **_gateway_checks(),
        "SMS": check_sms,
        "e-mail": check_email,
    }


def run(checks: Mapping[str, Check], *, patience_seconds: float) -> list[Examined]:
    """Run each in a thread of its own. One that hangs is left behind: what it found is told."""
    deadline = time.monotonic() + patience_seconds
    examined = [Examined(subject) for subject in checks]
    threads = [
        # Daemons, so that the one that hangs does not keep the process from ending.
        threading.Thread(target=_work, args=(check, result), daemon=True)
        for check, result in zip(checks.values(), examined, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0))
    return [_told(result) for result in examined]


def _work(check: Check, result: Examined) -> None:
    try:
        for finding in check():
            result.findings.append(finding)  # each at once: a later one may never come
    except Exception as error:  # noqa: BLE001 - the doctor must tell, whatever a check met
        # The error's text could hold anything, also a secret.
        result.findings.append(
            wrong(f"could not be looked at ({type(error).__name__})", "Please report this.")
        )
    result.done = True


def _told(result: Examined) -> Examined:
    """Return it as it is now, whatever its thread may still find."""
    done, findings = result.done, list(result.findings)
    if not done:
        findings.append(wrong("gave no answer in time", "See the network between here and there."))
    return Examined(result.subject, findings, done)


def _gateway_checks() -> Mapping[str, Check]:
    checks: dict[str, Check] = {}
    currencies: set[str] = set()
    for name in GATEWAYS:
        try:
            asked = gateway(name)
        except GatewayError as error:
            checks[name] = _always(
                wrong(error.detail, f"Correct the settings of {name}: see .env.example.")
            )
            continue
        currencies |= asked.currencies()
        checks |= asked.checks()
    if currencies:
        finding = ok(f"asks for {', '.join(sorted(currencies))}")
    else:
        finding = wrong(
            "no payment method is set up",
            "For MTN MoMo set MOMO_BASE_URL, MOMO_TARGET_ENVIRONMENT and its credentials.",
        )
    return {"payment": _always(finding), **checks}


def _always(finding: Finding) -> Check:
    return lambda: [finding]


def is_well(examined: list[Examined]) -> bool:
    return all(f.level is not Level.WRONG for result in examined for f in result.findings)
