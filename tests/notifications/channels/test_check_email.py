"""What the doctor hears from a real SMTP server. No letter is ever begun."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, LoginPassword
from pytest_django import Settings

from nauli.kit.findings import Finding, Level
from nauli.notifications.channels import check_email as module
from nauli.notifications.channels.check_email import check_email


class Post(Message):
    """Keeps what it heard and knows one user."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def handle_message(self, message: object) -> None:
        self.heard.append(repr(message))

    def authenticate(self, *arguments: object) -> AuthResult:
        told = arguments[-1]
        assert isinstance(told, LoginPassword)
        self.heard.append("AUTH")
        return AuthResult(success=told.password == b"canary-right")


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    post = Post()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=port,
        authenticator=post.authenticate,
        auth_require_tls=False,
        auth_exclude_mechanism=["CRAM-MD5"],
    )
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = False
    settings.DEFAULT_FROM_EMAIL = "Shop <orders@shop.example>"
    try:
        yield post
    finally:
        controller.stop()


def _greet(listener: socket.socket, words: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(words)
        connection.recv(64)  # until the other side has read it and goes


def found() -> list[Finding]:
    findings = list(check_email())
    assert "canary" not in repr(findings)
    assert all(finding.mend for finding in findings if finding.level is not Level.OK)
    return findings


def test_a_server_that_greets_is_ok_and_gets_no_letter(post: Post) -> None:
    assert [f.level for f in found()] == [Level.OK]
    assert post.heard == []


@pytest.mark.parametrize(
    ("password", "level"), [("canary-right", Level.OK), ("canary-wrong", Level.WRONG)]
)
def test_user_and_password_are_tried(
    post: Post, settings: Settings, password: str, level: Level
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "shop", password
    (finding,) = found()
    assert finding.level is level
    assert set(post.heard) == {"AUTH"}


def test_a_server_without_starttls_is_told_as_that(post: Post, settings: Settings) -> None:
    settings.EMAIL_USE_TLS = True
    (finding,) = found()
    assert (finding.level, "knows no STARTTLS" in finding.what) == (Level.WRONG, True)


def test_nobody_there_is_told_as_that(post: Post, settings: Settings, free_port: int) -> None:
    settings.EMAIL_PORT = free_port
    (finding,) = found()
    assert (finding.level, "ConnectionRefusedError" in finding.what) == (Level.WRONG, True)


def test_a_server_that_turns_all_away_is_told_with_its_code(post: Post, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_PORT = listener.getsockname()[1]
        greeter = threading.Thread(target=_greet, args=(listener, b"554 not you\r\n"))
        greeter.start()
        (finding,) = found()
        greeter.join()
    assert (finding.level, "turned us away with 554" in finding.what) == (Level.WRONG, True)


def test_a_server_that_says_nothing_is_not_waited_for(
    post: Post, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_PORT = listener.getsockname()[1]
        (finding,) = found()
    assert (finding.level, "gives no greeting" in finding.what) == (Level.WRONG, True)


@pytest.mark.parametrize(("live", "level"), [(False, Level.WARNING), (True, Level.WRONG)])
def test_what_is_only_good_at_a_desk_is_named(
    post: Post, settings: Settings, level: Level, *, live: bool
) -> None:
    settings.LIVE = live
    settings.DEFAULT_FROM_EMAIL = "orders@localhost"
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER = "mail.invalid", "shop"
    sender, in_clear, _ = found()
    assert (sender.level, in_clear.level) == (level, level)
    assert "in clear" in in_clear.what
