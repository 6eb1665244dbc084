"""Whether the mail server would take our letters, as far as it tells without one."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.utils import parseaddr

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from nauli.kit.findings import Finding, ok, warning, wrong

_TIMEOUT_SECONDS = 4  # for each answer
_HERE = {"localhost", "127.0.0.1", "::1"}


def check_email() -> Iterator[Finding]:
    """Wait for the greeting, say EHLO, log in where a user is set, and leave."""
    yield from _settings()
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with EmailBackend(timeout=_TIMEOUT_SECONDS) as backend:
            # The backend greets only where it has to log in or to encrypt.
            if server := backend.connection:
                server.ehlo_or_helo_if_needed()
    except smtplib.SMTPAuthenticationError:
        yield wrong(
            f"{where} does not accept user and password",
            "Set EMAIL_HOST_USER and EMAIL_HOST_PASSWORD to what the mail provider shows.",
        )
    except smtplib.SMTPNotSupportedError:
        yield wrong(
            f"{where} knows no STARTTLS or no login",
            "See EMAIL_PORT (587 as a rule), EMAIL_USE_TLS and EMAIL_HOST_USER.",
        )
    except smtplib.SMTPServerDisconnected:
        yield wrong(
            f"{where} gives no greeting",
            "See EMAIL_PORT: we speak STARTTLS (587 as a rule), not TLS from the first byte (465).",
        )
    except smtplib.SMTPResponseException as error:
        yield wrong(
            f"{where} turned us away with {error.smtp_code}",
            "See with the mail provider whether this machine may send.",
        )
    except (OSError, smtplib.SMTPException) as error:
        yield wrong(
            f"{where} cannot be used ({type(error).__name__})",
            "See EMAIL_HOST, EMAIL_PORT and whether this machine may call out.",
        )
    else:
        yield ok(f"{where} answers" + (" and knows us" if settings.EMAIL_HOST_USER else ""))


def _settings() -> Iterator[Finding]:
    mark = wrong if settings.LIVE else warning
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if "." not in domain:
        yield mark(
            "DEFAULT_FROM_EMAIL is no address that the world can answer",
            "Set a sender of a domain that is yours, with SPF and DKIM for the mail server.",
        )
    in_clear = settings.EMAIL_HOST_USER and not settings.EMAIL_USE_TLS
    if in_clear and settings.EMAIL_HOST not in _HERE:
        yield mark(
            "the mail server's password is sent in clear",
            "Set EMAIL_USE_TLS=1, and EMAIL_PORT to the provider's port for STARTTLS.",
        )
