"""A real HTTP server that says exactly what a test wrote, byte for byte, well-formed or not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

type_json = "application/json"
Step = bytes | Callable[[socket.socket, threading.Event], None]


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes
    connection: int  # counts connections, so that a test sees whether one was kept


@dataclass
class Server:
    """Answers a request with the next step of its path; a path's last step repeats."""

    url: str
    steps: dict[str, list[Step]] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def on(self, path: str, *steps: Step) -> None:
        self.steps[path] = list(steps)

    def asked(self, path: str = "") -> list[Received]:
        return [request for request in self.received if request.path.startswith(path)]

    def next_step(self, request: Received) -> Step:
        with self.lock:
            self.received.append(request)
            path = max((p for p in self.steps if request.path.startswith(p)), key=len)
            steps = self.steps[path]
            return steps.pop(0) if len(steps) > 1 else steps[0]


def reply(status: int, body: bytes | str = b"", *, kind: str = type_json, head: str = "") -> bytes:
    body = body.encode() if isinstance(body, str) else body
    lines = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{head}"
    return lines.encode() + b"\r\n" + body


def drip(data: bytes, *, seconds: float) -> Step:
    """Send one byte each so many seconds, until the test is over."""

    def step(connection: socket.socket, stopping: threading.Event) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            if stopping.wait(seconds):
                return

    return step


def hang(connection: socket.socket, stopping: threading.Event) -> None:
    stopping.wait(30)


def cut(data: bytes = b"") -> Step:
    """Send this much and close the connection."""

    def step(connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_RDWR)

    return step


@contextmanager
def scripted() -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}")
        connections: list[socket.socket] = []
        threads: list[threading.Thread] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    connections.append(connection)
                    arguments = (server, connection, len(connections))
                    threads.append(threading.Thread(target=_serve, args=arguments))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield server
        finally:
            server.stopping.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for connection in connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


def _serve(server: Server, connection: socket.socket, number: int) -> None:
    with connection, connection.makefile("rb") as incoming, suppress(OSError):
        while line := incoming.readline():
            method, path, _ = line.decode().split(" ", 2)
            headers = {}
            while (line := incoming.readline()) not in {b"\r\n", b""}:
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            body = incoming.read(int(headers.get("content-length", 0)))
            step = server.next_step(Received(method, path, headers, body, number))
            if isinstance(step, bytes):
                connection.sendall(step)
            else:
                step(connection, server.stopping)
