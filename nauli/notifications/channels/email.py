"""E-mail through SMTP, by Django's own backend and settings (EMAIL_*, DEFAULT_FROM_EMAIL)."""

from __future__ import annotations

import re
import smtplib
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from nauli.notifications.channels.contract import Accepted, Letter, NotAccepted

# The default of EMAIL_TIMEOUT is to wait for ever.
_TIMEOUT_SECONDS = 10


class EmailChannel:
    """One e-mail per letter, in text and HTML. Nothing comes back that a receipt could name."""

    def send(self, letter: Letter) -> Accepted:
        """Hand the letter to the SMTP server, or raise NotAccepted."""
        try:
            validate_email(letter.to)
        except ValidationError:
            # A line break or a second address would otherwise reach the headers.
            raise NotAccepted(
                "This is not one e-mail address.", code="invalid_address", permanent=True
            ) from None
        try:
            with EmailBackend(timeout=settings.EMAIL_TIMEOUT or _TIMEOUT_SECONDS) as connection:
                _message(letter, connection).send()
        except BadHeaderError:
            raise NotAccepted(
                "A header cannot be written.", code="bad_header", permanent=True
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise _told(error) from error
        return Accepted(note="SMTP")


def _message(letter: Letter, connection: EmailBackend) -> EmailMultiAlternatives:
    sender = settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),  # a product's name may hold a line break
        body=letter.text,
        from_email=sender,
        to=[letter.to],
        headers={"Message-ID": message_id(letter.key, sender=sender)},
        connection=connection,
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def message_id(key: str, *, sender: str) -> str:
    """Return the same id for every attempt, so that a mailbox can tell a repeat from a second."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    safe = re.sub(r"[^A-Za-z0-9.-]", "", domain) or "localhost"
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{safe}>"


def _told(error: Exception) -> NotAccepted:
    """Only what the server says of this recipient or this content, with 5xx, is for good.

    A refused sender or password is our own fault and may be mended; the rest passes by itself.
    The server's text is not repeated, because it may quote the address.
    """
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotAccepted(
            "The mail server does not accept our password.", code="unauthenticated", permanent=False
        )
    code = 0
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((said[0] for said in error.recipients.values()), default=0)
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    if not code:
        return NotAccepted("The mail server did not answer.", code="no_answer", permanent=False)
    about_letter = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return NotAccepted(
        f"The mail server answered {code}.",
        code=f"smtp_{code}",
        permanent=about_letter and 500 <= code <= 599,
    )
