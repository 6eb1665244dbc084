from __future__ import annotations

import gzip
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from nauli.kit.http import Answer, Limits, NoAnswer, NotSent, Session, send, thread_session
from tests.gateways.scripted import Server, Step, cut, drip, hang, reply, scripted

QUICK = Limits(connect_seconds=2, read_seconds=0.5, total_seconds=2)
SECRET = "canary-3b1f"


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        yield running


@pytest.fixture
def session() -> Iterator[Session]:
    with Session() as opened:
        yield opened


def post(session: Session, url: str, *, limits: Limits = QUICK) -> Answer:
    return send(
        session, "POST", url, headers={"Authorization": SECRET}, body=b'{"a": 1}', limits=limits
    )


def test_an_answer_comes_back_whole_whatever_its_status(server: Server, session: Session) -> None:
    server.on("/", reply(500, '{"code":"X"}', head="X-Odd: yes\r\n"))
    answer = post(session, server.url)
    assert (answer.status, answer.body) == (500, b'{"code":"X"}')
    assert answer.headers["x-oDD"] == "yes"
    assert server.received[0].body == b'{"a": 1}'
    assert server.received[0].headers["authorization"] == SECRET


def test_a_post_without_a_body_says_so(server: Server, session: Session) -> None:
    server.on("/", reply(200))
    send(session, "POST", server.url, headers={}, limits=QUICK)
    assert server.received[0].headers["content-length"] == "0"


def test_a_connection_is_kept_for_the_next_call(server: Server, session: Session) -> None:
    server.on("/", reply(200, "one"), reply(200, "two"))
    assert [post(session, server.url).body for _ in range(2)] == [b"one", b"two"]
    assert [request.connection for request in server.received] == [1, 1]


MISBEHAVIOUR: dict[str, Step] = {
    "hangs": hang,
    "closes without a word": cut(),
    "closes amid the head": cut(b"HTTP/1.1 202 Acc"),
    "closes after the first line": cut(b"HTTP/1.1 202 Accepted\r\n"),
    "closes amid the headers": cut(b"HTTP/1.1 202 Accepted\r\nContent-Len"),
    "closes amid the body": cut(b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf"),
    "drips its head": drip(b"HTTP/1.1 200 X\r\nA: " + b"x" * 500, seconds=0.1),
    "drips its body": drip(
        b"HTTP/1.1 200 X\r\nContent-Length: 500\r\n\r\n" + b"x" * 500, seconds=0.1
    ),
    "10 MB": reply(200, b"x" * 10_000_000),
    "10 MB in chunks": b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
    + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 160,
    "a chunk size without end": b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"0" * 1_000_000,
    "a head without end": b"HTTP/1.1 200 X\r\n" + b"A: b\r\n" * 200_000,
    "no end of 100 Continue": b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000,
    "gzip": reply(200, gzip.compress(b"0" * 1_000_000), head="Content-Encoding: gzip\r\n"),
    "a redirect": reply(302, b"x" * 1_000_000, head="Location: /elsewhere\r\n"),
    "a redirect that keeps the method": reply(307, head="Location: /elsewhere\r\n"),
    "not HTTP": cut(b"220 mail.example ESMTP\r\n"),
    "a status of its own": cut(b"HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n"),
    "no change": reply(304),
    "two lengths": b"HTTP/1.1 200 X\r\nContent-Length: 5\r\nContent-Length: 500\r\n\r\nhello",
}


@pytest.mark.parametrize("step", MISBEHAVIOUR.values(), ids=list(MISBEHAVIOUR))
def test_what_cannot_be_believed_may_have_arrived(
    server: Server, session: Session, step: Step
) -> None:
    server.on("/", step)
    started = time.monotonic()
    with pytest.raises(NoAnswer):
        post(session, server.url)
    assert time.monotonic() - started < 6  # the total is 2
    assert len(server.received) == 1  # neither repeated nor redirected


def test_the_total_ends_a_wait_that_the_read_timeout_would_allow(
    server: Server, session: Session
) -> None:
    server.on("/", hang)
    started = time.monotonic()
    with pytest.raises(NoAnswer):
        post(session, server.url, limits=Limits(read_seconds=20, total_seconds=0.5))
    assert time.monotonic() - started < 3


def test_the_body_of_a_redirect_is_not_read(server: Server, session: Session) -> None:
    def half(connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 500\r\n\r\nhalf")
        hang(connection, stopping)

    server.on("/", half)
    with pytest.raises(NoAnswer, match="302"):
        post(session, server.url)
    assert len(server.received) == 1


def test_a_kept_connection_closed_meanwhile_is_doubt_and_not_asked_anew(
    server: Server, session: Session
) -> None:
    server.on("/", reply(200, "one"), cut(), reply(200, "three"))
    assert post(session, server.url).body == b"one"
    with pytest.raises(NoAnswer):
        post(session, server.url)
    assert [request.connection for request in server.received] == [1, 1]
    assert post(session, server.url).body == b"three"


def test_an_answer_that_was_too_large_does_not_leak_into_the_next(
    server: Server, session: Session
) -> None:
    server.on("/", reply(200, b"x" * 1_000_000), reply(200, "next"))
    with pytest.raises(NoAnswer):
        post(session, server.url)
    assert post(session, server.url).body == b"next"
    assert server.received[1].connection == 2


def test_a_refused_connection_is_certainly_not_sent(session: Session) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        post(session, url)


def test_a_full_backlog_times_out_before_anything_is_sent(session: Session) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        try:
            with pytest.raises(NotSent):
                post(session, f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            for client in waiting:
                client.close()


@pytest.mark.parametrize(
    "url", ["http://name.invalid/", "no-scheme", "ftp://127.0.0.1/", "http://", "http://[::/"]
)
def test_an_address_that_is_none_is_certainly_not_sent(session: Session, url: str) -> None:
    with pytest.raises(NotSent):
        post(session, url)


def test_a_failed_handshake_is_certainly_not_sent(session: Session) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"220 mail.example ESMTP\r\n")

        greeting = threading.Thread(target=greet)
        greeting.start()
        with pytest.raises(NotSent):
            post(session, f"https://127.0.0.1:{listener.getsockname()[1]}")
        greeting.join()


def test_no_error_and_no_log_repeats_a_header(
    server: Server, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.on("/", reply(200), cut())
    post(session, server.url)
    errors = []
    for header in (SECRET, f"{SECRET}\n"):  # the second one is refused with its text by requests
        with pytest.raises((NoAnswer, NotSent)) as raised:
            send(session, "POST", server.url, headers={"Authorization": header}, limits=QUICK)
        errors.append(raised.getrepr(style="long", chain=True))
    assert SECRET not in caplog.text
    assert "\\n" not in errors[1].reprcrash.message  # type: ignore[union-attr]  # there is a crash
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_cookies_and_the_environment_change_nothing(
    server: Server, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.on("/", reply(200, head="Set-Cookie: a=b\r\n"))
    post(session, server.url)
    post(session, server.url)
    assert "cookie" not in server.received[1].headers
    assert server.received[1].headers["accept-encoding"] == "identity"


def test_each_thread_has_a_session_and_keeps_it() -> None:
    mine, others = thread_session(), []
    thread = threading.Thread(target=lambda: others.append(thread_session()))
    thread.start()
    thread.join()
    assert thread_session() is mine
    assert others[0] is not mine


def test_a_forked_child_shares_no_connection_with_its_parent() -> None:
    mine = thread_session()
    child = os.fork()
    if child == 0:
        os._exit(1 if thread_session() is mine else 0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": 1',
        b'{"a": 1} {"a": 2}',
        b'{"a": "\xff"}',
        b'\xef\xbb\xbf{"a": 1}',
        '{"a": 1}'.encode("utf-16"),
        b"[" * 200_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_not_strict_json_is_no_answer(body: bytes) -> None:
    with pytest.raises(NoAnswer):
        Answer(200, {}, body).json()


def test_a_fraction_stays_the_text_it_was() -> None:
    assert Answer(200, {}, b'{"a": 12.50, "b": 7}').json() == {"a": "12.50", "b": 7}
