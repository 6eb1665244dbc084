"""HTTP to others, with limits, and with one thing told exactly: whether the request was sent.

After a failure a caller must know whether the other side may have acted. The exceptions of
requests do not say so reliably (a pooled connection that the server has just closed looks like a
refused one), so the connection itself notes the first moment that bytes are handed to a socket.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection, HTTPSConnection

from nauli.kit.errors import NauliError


class NotSent(NauliError):
    """The request never left this machine: the other side knows nothing of it."""


class NoAnswer(NauliError):
    """The request may have arrived, but no answer came back that can be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one call may cost. `total_seconds` counts from the start to the last byte read.

    Looking a name up is the system's own and is not under these limits.
    """

    connect_seconds: float = 2
    read_seconds: float = 10
    total_seconds: float = 12
    answer_bytes: int = 256 * 1024  # head and body together


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer that was not a redirect. Names in `headers` are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401  # what a stranger sends may be anything
        """Return the body read as strict JSON, or raise NoAnswer.

        Refused besides what is no JSON: other encodings than UTF-8, a name given twice, NaN and
        infinity. Numbers with a fraction come back as their text, because they may be money.
        """
        try:
            return json.loads(
                self.body.decode(),
                object_pairs_hook=_each_name_once,
                parse_constant=_refuse_constant,
                parse_float=str,
            )
        except (ValueError, RecursionError):
            raise NoAnswer(f"The answer ({self.status}) is not JSON that can be read.") from None


class Session(requests.Session):
    """A session of requests without the environment's proxies, passwords and cookies."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # A compressed answer could grow beyond every limit while it is unpacked.
        self.headers.update({"User-Agent": "nauli", "Accept-Encoding": "identity"})
        self.mount("http://", _Adapter())
        self.mount("https://", _Adapter())

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002  # their signature
        """Find none: to prepare a redirect, requests reads its whole body, however large."""
        return


def thread_session() -> Session:
    """Return this thread's session; its connections stay open for the next call.

    After a fork the child gets a session of its own: two processes that read from one connection
    could each receive the other's answer.
    """
    if getattr(_here, "pid", None) != os.getpid():
        _here.pid, _here.session = os.getpid(), Session()
    session: Session = _here.session
    return session


def send(
    session: Session,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    limits: Limits = Limits(),
) -> Answer:
    """Send once, never again, and return the whole answer, whatever its status.

    Raises NotSent if nothing was handed to a connection, else NoAnswer: timeout, broken
    connection, redirect, an answer that is too large or encoded. No message names a header.
    """
    call = _here.call = _Call(limits)
    try:
        with session.request(
            method,
            url,
            headers=dict(headers),
            data=body or None,
            timeout=(limits.connect_seconds, limits.read_seconds),
            allow_redirects=False,
            stream=True,
        ) as response:
            return _whole(response)
    except (OSError, ValueError, urllib3.exceptions.HTTPError, http.client.HTTPException) as error:
        why = type(_root(error)).__name__
        # The first error may quote a header with a secret in it, so it is not carried along.
        if call.sent:
            raise NoAnswer(f"No whole answer came back: {why}.") from None
        raise NotSent(f"The request could not be sent: {why}.") from None


def _whole(response: requests.Response) -> Answer:
    if not 200 <= response.status_code <= 599 or 300 <= response.status_code <= 399:
        raise NoAnswer(f"The answer was {response.status_code}, which is not followed.")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NoAnswer("The answer is encoded, although plain bytes were asked for.")
    body = b"".join(response.raw.stream(64 * 1024, decode_content=False))
    return Answer(response.status_code, CaseInsensitiveDict(response.headers), body)


def _root(error: BaseException) -> BaseException:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name is given twice")
    return names


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


_here = threading.local()  # .session and .pid of the thread, .call that it is making


class _TooLong(TimeoutError):
    pass


class _TooLarge(OSError):
    pass


class _CutOff(OSError):
    pass


class _Call:
    """One call in flight in this thread."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.deadline = time.monotonic() + limits.total_seconds
        self.sent = False

    def seconds_left(self) -> float:
        left = min(self.deadline - time.monotonic(), self.limits.read_seconds)
        if left <= 0:
            raise _TooLong
        return left


class _Limited(io.RawIOBase):
    """The bytes of one answer, under the call's deadline and size.

    A socket's timeout counts from byte to byte: one byte every nine seconds would never end.
    """

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._sock, self._raw = sock, raw
        self._call: _Call = _here.call
        self._room = self._call.limits.answer_bytes
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # io gives no name to its buffers
        self._sock.settimeout(self._call.seconds_left())
        count = self._raw.readinto(buffer) or 0
        self._room -= count
        self.ended = count == 0
        if self._room < 0:
            raise _TooLarge
        return count

    def fileno(self) -> int:
        return self._raw.fileno()

    def close(self) -> None:
        self._raw.close()
        super().close()


class _LimitedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *args, **kwargs)
        buffered: Any = self.fp
        self._limited = _Limited(sock, buffered.detach())
        self.fp = io.BufferedReader(self._limited)

    def begin(self) -> None:
        """Read the head, all of it: http.client takes "HTTP/1.1 202 Acc" and then silence."""
        super().begin()
        if self._limited.ended:
            raise _CutOff


class _Noting(HTTPConnection):
    """A connection that notes the moment from which the other side may know something."""

    response_class = _LimitedResponse

    def send(self, data: Any) -> None:  # noqa: ANN401  # their signature
        call: _Call = _here.call
        if self.sock is None:
            self.connect()  # still nothing sent, whatever goes wrong here
        self.sock.settimeout(call.seconds_left())
        call.sent = True
        super().send(data)


class _NotingSecure(_Noting, HTTPSConnection):
    pass


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Noting


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _NotingSecure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # theirs
        super().init_poolmanager(*args, **kwargs)
        # The default pools retry nothing either: HTTPAdapter's max_retries is 0.
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
