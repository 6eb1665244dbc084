"""Whether what must be secret is set, long enough and nobody's example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.conf import settings

from nauli.kit.findings import Finding, ok, warning, wrong

# Hexadecimal digits of 128 bits; a secret that another party gave is as long as they made it.
_LEAST_CHARACTERS = 32
_LEAST_OF_DJANGO = 50
# What examples are made of. A secret drawn by chance holds none of it, and more than five letters.
_EXAMPLE = re.compile("demo_|only.?for|change.?me|example|password|123456", re.IGNORECASE)
_LEAST_DIFFERENT = 6
# What is secret of an account at MoMo, for collecting and for giving back.
_OF_AN_ACCOUNT = (
    *("subscription_key", "api_key"),
    *("disbursement_subscription_key", "disbursement_api_key"),
)


def check_secrets() -> Iterator[Finding]:
    """Yield what is wrong with each; a test installation is only warned."""
    mark = wrong if settings.LIVE else warning
    clean = True
    for name, (value, least) in _ours().items():
        problem = ""
        if len(value) < least:
            problem = f"is shorter than {least} characters"
        elif _is_made_up(value):
            problem = "looks like an example and not like chance"
        if problem:
            clean = False
            yield mark(f"{name} {problem}", "Make one with: openssl rand -hex 32")
    for name, value in _theirs().items():
        if value and _is_made_up(value):
            clean = False
            yield mark(
                f"{name} looks like an example", "Set what the vendor shows for your account."
            )
    yield from _closed_doors()
    if clean:
        yield ok("all that are set are long enough, and none is an example")


def _ours() -> Mapping[str, tuple[str, int]]:
    """Return the secrets that we make ourselves, those that are set, with their least length."""
    told: dict[str, tuple[str, int]] = {"SECRET_KEY": (settings.SECRET_KEY, _LEAST_OF_DJANGO)}
    for name, values in {
        "MOMO_WEBHOOK_SECRET": settings.MOMO_WEBHOOK_SECRETS,
        "CHAPA_WEBHOOK_SECRET": settings.CHAPA_WEBHOOK_SECRETS,
        "SMS_RECEIPT_SECRET": settings.SMS_RECEIPT_SECRETS,
    }.items():
        several = len(values) > 1
        for number, value in enumerate(values, 1):
            told[f"{name} (number {number})" if several else name] = value, _LEAST_CHARACTERS
    return told


def _theirs() -> Mapping[str, str]:
    told = {
        "CHAPA_SECRET_KEY": settings.CHAPA_SECRET_KEY,
        "AFRICASTALKING_API_KEY": settings.AFRICASTALKING_API_KEY,
        "EMAIL_HOST_PASSWORD": settings.EMAIL_HOST_PASSWORD,
    }
    for row in settings.MOMO_ACCOUNTS:
        for name in _OF_AN_ACCOUNT:
            told[f"MOMO_{name.upper()} of {row['target_environment']}"] = row[name]
    return told


def _is_made_up(value: str) -> bool:
    return len(set(value)) < _LEAST_DIFFERENT or bool(_EXAMPLE.search(value))


def _closed_doors() -> Iterator[Finding]:
    if settings.MOMO_ACCOUNTS and not settings.MOMO_WEBHOOK_SECRETS:
        yield warning(
            "MOMO_WEBHOOK_SECRET is not set: the door for signed events answers 503",
            "Set it where a relay of yours signs events; MTN's own callbacks do not need it.",
        )
    if not settings.SMS_RECEIPT_SECRETS:
        yield warning(
            "SMS_RECEIPT_SECRET is not set: no delivery receipt comes in",
            "Set it, and give /api/webhooks/sms/<secret>/ to the carrier as the callback.",
        )
