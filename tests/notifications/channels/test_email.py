"""The e-mail channel against a real SMTP server that answers as a test wants."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from pytest_django import Settings

from nauli.notifications.channels.contract import Accepted, Letter, NotAccepted
from nauli.notifications.channels.email import EmailChannel, message_id

LETTER = Letter(
    key="paid-1-email",
    to="ama@example.com",
    subject="Paid: Größe\r\nBcc: thief@example.com",
    text="Thank you, Ama. é",
    html="<p>Thank you, Ama. é</p>",
)


@dataclass
class Post:
    """Answers each verb as told and keeps what it took."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope
    ) -> str:
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append((envelope.rcpt_tos, envelope.content))
        return answer

    def letters(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
            for _, raw in self.taken
        ]


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    post = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS = "", False
    settings.EMAIL_TIMEOUT = 2
    settings.DEFAULT_FROM_EMAIL = "Shop <orders@shop.example>"
    yield post
    controller.stop()


def test_a_letter_arrives_in_text_and_html(post: Post) -> None:
    assert EmailChannel().send(LETTER) == Accepted(note="SMTP")
    ((recipients, _),), (letter,) = post.taken, post.letters()
    assert recipients == ["ama@example.com"]
    assert letter["From"] == "Shop <orders@shop.example>"
    assert letter["To"] == "ama@example.com"
    parts = {part.get_content_type(): part.get_content().strip() for part in letter.iter_parts()}
    assert parts == {"text/plain": LETTER.text, "text/html": LETTER.html}


def test_what_is_attached_arrives_byte_for_byte(post: Post) -> None:
    pdf, ics = (
        bytes(range(256)) * 40,
        "BEGIN:VCALENDAR\r\nSUMMARY:ጣና é\r\nEND:VCALENDAR\r\n".encode(),
    )
    attached = (("voucher.pdf", "application/pdf", pdf), ("calendar.ics", "text/calendar", ics))
    EmailChannel().send(replace(LETTER, attachments=attached))
    (letter,) = post.letters()
    found = [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in letter.iter_attachments()
    ]
    assert found == [*attached]
    text = letter.get_body(("plain",))
    assert text is not None
    assert text.get_content().strip() == LETTER.text


def test_a_line_break_in_the_subject_adds_no_header(post: Post) -> None:
    EmailChannel().send(LETTER)
    (letter,) = post.letters()
    assert letter["Subject"] == "Paid: Größe Bcc: thief@example.com"
    assert letter["Bcc"] is None


def test_a_repeat_bears_the_same_id_and_another_letter_another(post: Post) -> None:
    other = Letter(key="paid-2-email", to=LETTER.to, subject="Paid", text="Thank you")
    for each in (LETTER, LETTER, other):
        EmailChannel().send(each)
    first, again, second = (letter["Message-ID"] for letter in post.letters())
    assert first == again == message_id(LETTER.key, sender="orders@shop.example")
    assert first.endswith("@shop.example>")
    assert second != first


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ama",
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\n",
        "Ama <a@example.com>",
        "<a@example.com>",
    ],
)
def test_what_is_not_one_address_is_refused_for_good_and_not_sent(post: Post, to: str) -> None:
    with pytest.raises(NotAccepted) as raised:
        EmailChannel().send(Letter(key="k", to=to, subject="s", text="t"))
    assert (raised.value.code, raised.value.permanent) == ("invalid_address", True)
    assert post.taken == []


@pytest.mark.parametrize(
    ("verb", "answer", "permanent"),
    [
        ("RCPT", "550 no such user ama@example.com", True),
        ("RCPT", "450 mailbox busy", False),
        ("DATA", "554 looks like spam", True),
        ("DATA", "451 try later", False),
        ("MAIL", "550 sender is not allowed", False),
        ("MAIL", "451 try later", False),
    ],
)
def test_a_refusal_is_for_good_only_where_it_is_about_the_letter(
    post: Post, verb: str, answer: str, *, permanent: bool
) -> None:
    post.answers[verb] = answer
    with pytest.raises(NotAccepted) as raised:
        EmailChannel().send(LETTER)
    assert (raised.value.code, raised.value.permanent) == (f"smtp_{answer[:3]}", permanent)
    assert LETTER.to not in str(raised.value)
    assert post.taken == []


def test_a_server_that_is_not_there_is_tried_again(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
    with pytest.raises(NotAccepted) as raised:
        EmailChannel().send(LETTER)
    assert (raised.value.code, raised.value.permanent) == ("no_answer", False)


def test_a_server_that_says_nothing_is_left_in_time(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        settings.EMAIL_TIMEOUT = 1
        with pytest.raises(NotAccepted) as raised:
            EmailChannel().send(LETTER)
    assert (raised.value.code, raised.value.permanent) == ("no_answer", False)


@contextmanager
def _trickling() -> Iterator[tuple[int, threading.Event]]:
    """A server whose greeting goes on line by line, for long; and a sign that it was left."""
    left = threading.Event()

    def greet(listener: socket.socket) -> None:
        with suppress(OSError), listener.accept()[0] as client:
            while not stop.wait(0.05) and time.monotonic() < until:
                client.sendall(b"220-and another line\r\n")
        left.set()

    stop, until = threading.Event(), time.monotonic() + 10
    with socket.create_server(("127.0.0.1", 0)) as listener:
        speaker = threading.Thread(target=greet, args=(listener,))
        speaker.start()
        try:
            yield listener.getsockname()[1], left
        finally:
            stop.set()
            speaker.join()


def test_a_server_that_speaks_slowly_for_ever_is_left_by_the_deadline(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT, settings.EMAIL_SESSION_SECONDS = "127.0.0.1", 5, 1
    with _trickling() as (port, left):
        settings.EMAIL_PORT = port
        started = time.monotonic()
        with pytest.raises(NotAccepted) as raised:
            EmailChannel().send(LETTER)
        took = time.monotonic() - started
        assert left.wait(10)
    assert (raised.value.code, raised.value.permanent) == ("no_answer", False)
    assert 0.9 < took < 6


def test_a_session_that_is_over_before_it_is_connected_says_nothing(settings: Settings) -> None:
    settings.EMAIL_SESSION_SECONDS, settings.EMAIL_TIMEOUT = 0, 10
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        started = time.monotonic()
        with pytest.raises(NotAccepted) as raised:
            EmailChannel().send(LETTER)
        assert time.monotonic() - started < 6
        said = b""
        with listener.accept()[0] as client, suppress(ConnectionError):
            client.sendall(b"220 here I am\r\n")
            said = client.recv(100)
        assert said == b""
    assert (raised.value.code, raised.value.permanent) == ("no_answer", False)


def test_a_line_that_is_no_answer_is_none(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_SESSION_SECONDS = "127.0.0.1", 5
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_PORT = listener.getsockname()[1]

        def speak() -> None:
            with listener.accept()[0] as client:
                client.sendall(b"hello?\r\n")

        speaker = threading.Thread(target=speak)
        speaker.start()
        with pytest.raises(NotAccepted) as raised:
            EmailChannel().send(LETTER)
        speaker.join()
    assert (raised.value.code, raised.value.permanent) == ("no_answer", False)


def test_a_password_that_is_not_accepted_is_our_fault(post: Post, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "user", "canary"
    with pytest.raises(NotAccepted) as raised:  # this server knows no AUTH at all
        EmailChannel().send(LETTER)
    assert raised.value.permanent is False
    assert "canary" not in str(raised.value)
