"""E-mail through SMTP, by Django's own backend and settings (EMAIL_*, DEFAULT_FROM_EMAIL)."""

from __future__ import annotations

import re
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from nauli.notifications.channels.contract import Accepted, Letter, NotAccepted


class _Cut:
    """Ends a session by its deadline. The timeout of a socket counts from byte to byte instead.

    What is cut is a second handle on the connection: TLS may have wrapped the first one, and it may
    be closed at the same moment.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
        self._over = False

    def watch(self, connected: socket.socket) -> bool:
        """Say whether there is time left."""
        with self._lock:
            if self._handle is None and not self._over:
                self._handle = connected.dup()
            return not self._over

    def cut(self) -> None:
        with self._lock:
            self._over = True
            if self._handle is not None:
                with suppress(OSError):  # the other side was quicker
                    self._handle.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None


class _Backend(EmailBackend):
    """Django's, with the connection shown to a `_Cut` before a word is said on it."""

    def __init__(self, cut: _Cut) -> None:
        super().__init__(timeout=settings.EMAIL_TIMEOUT)
        self._cut = cut

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        cut = self._cut

        class Watched(smtplib.SMTP):
            def getreply(self) -> tuple[int, bytes]:  # the greeting is the first one
                if self.sock is None or not cut.watch(self.sock):
                    self.close()
                    raise smtplib.SMTPServerDisconnected("the session is over")
                return super().getreply()

        return Watched


@contextmanager
def _session() -> Iterator[EmailBackend]:
    """Open a session that is over after EMAIL_SESSION_SECONDS, whatever the server does."""
    cut = _Cut()
    timer = threading.Timer(settings.EMAIL_SESSION_SECONDS, cut.cut)
    timer.daemon = True
    timer.start()
    try:
        with _Backend(cut) as backend:
            yield backend
    finally:
        timer.cancel()
        cut.end()


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
            with _session() as backend:
                _message(letter, backend).send()
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
    for name, kind, content in letter.attachments:
        message.attach(name, content, kind)
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
    if code <= 0:  # -1 is smtplib's own, for a line that is no answer
        return NotAccepted("The mail server did not answer.", code="no_answer", permanent=False)
    about_letter = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return NotAccepted(
        f"The mail server answered {code}.",
        code=f"smtp_{code}",
        permanent=about_letter and 500 <= code <= 599,
    )
