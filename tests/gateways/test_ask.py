from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import pytest

from nauli.gateways.ask import Line, Request, ask, mask
from nauli.kit.http import Limits, NoAnswer, NotSent, Session
from tests.gateways.notebook import Notebook
from tests.gateways.scripted import Server, cut, reply, scripted

LIMITS = Limits(connect_seconds=1, read_seconds=1, total_seconds=2)


@pytest.fixture
def server() -> Iterator[Server]:
    with scripted() as running:
        yield running


@pytest.fixture
def session() -> Iterator[Session]:
    with Session() as opened:
        yield opened


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def line(session: Session, notebook: Notebook) -> Line:
    return Line(session=session, limits=LIMITS, journal=notebook)


def test_what_is_written_down_holds_no_secret_and_no_number(
    server: Server, line: Line, notebook: Notebook
) -> None:
    server.on("/", reply(400, '{"seen":"canary-3","who":"256772123456","partyId" : "0772123456"}'))
    answer = ask(
        line,
        Request(
            operation="pay",
            method="POST",
            url=server.url,
            headers={
                "AUTHORIZATION": "canary-1",
                "ocp-apim-subscription-key": "canary-2",
                "A": "b",
            },
            body=b'{"payer": {"partyId": "256772123456"}, "k": "canary-3"}',
            secrets=["canary-3", ""],
            phones=["256772123456", ""],
        ),
    )
    (page,) = notebook.pages
    assert page.headers == {
        "AUTHORIZATION": "[redacted]",
        "ocp-apim-subscription-key": "[redacted]",
        "A": "b",
    }
    assert page.body == b'{"payer": {"partyId": "*********456"}, "k": "[redacted]"}'
    assert page.answer == b'{"seen":"[redacted]","who":"*********456","partyId" : "*******456"}'
    # What is sent and what is read is untouched.
    assert b"canary-3" in server.received[0].body
    assert server.received[0].headers["authorization"] == "canary-1"
    assert b"256772123456" in answer.body


@pytest.mark.parametrize(
    "body",
    [
        '{"access_token":"short","expires_in":3600}',
        '{"access_token" :  "eyJ0eXAiOiJKV1QiLCJhbGciOiJSMjU2In0.short"',
        "<html>eyJ0eXAiOiJKV1QiLCJhbGciOiJSMjU2In0.short</html>",
        '["eyJ0eXAiOiJKV1QiLCJhbGciOiJSMjU2In0.short"]',
    ],
)
def test_a_token_in_an_answer_is_not_written_down(
    server: Server, line: Line, notebook: Notebook, body: str
) -> None:
    server.on("/", reply(200, body))
    ask(
        line,
        Request(operation="token", method="POST", url=server.url, headers={}, secret_answer=True),
    )
    assert b"short" not in notebook.pages[0].answer
    assert b"[redacted]" in notebook.pages[0].answer


def test_what_breaks_is_written_down_too(server: Server, line: Line, notebook: Notebook) -> None:
    server.on("/", cut())
    request = Request(operation="pay", method="POST", url=server.url, headers={})
    with pytest.raises(NoAnswer):
        ask(line, request)
    with pytest.raises(NotSent):
        ask(line, Request(operation="pay", method="POST", url="http://127.0.0.1:1", headers={}))
    assert [page.error.split(":")[0] for page in notebook.pages] == [
        "No whole answer came back",
        "The request could not be sent",
    ]


def test_nothing_is_sent_that_was_not_written_down(server: Server, session: Session) -> None:
    class FullDisk:
        def sending(self, *_args: object, **_kwargs: object) -> NoReturn:
            raise OSError

    server.on("/", reply(200))
    line = Line(session=session, limits=LIMITS, journal=FullDisk())
    with pytest.raises(OSError):  # noqa: PT011  # it is the journal's own, and it has no text
        ask(line, Request(operation="pay", method="POST", url=server.url, headers={}))
    assert server.received == []


def test_a_request_shows_no_secret() -> None:
    request = Request(
        operation="pay",
        method="POST",
        url="http://x",
        headers={"a": "canary"},
        body=b"canary",
        secrets=["canary"],
        phones=["canary"],
    )
    assert "canary" not in repr(request)


@pytest.mark.parametrize(
    ("phone", "masked"), [("256772123456", "*********456"), ("123", "123"), ("", "")]
)
def test_the_last_three_digits_stay(phone: str, masked: str) -> None:
    assert mask(phone) == masked
