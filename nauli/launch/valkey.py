"""A private Valkey for the broker: a socket and a password, no port."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from urllib.parse import quote

from nauli.launch.binaries import ENV, find_valkey
from nauli.launch.children import Program
from nauli.launch.home import Home
from nauli.launch.supervisor import Supervisor

_SOCKET = "valkey.sock"
_SETTINGS = """\
port 0
protected-mode yes
unixsocket "{socket}"
unixsocketperm 700
requirepass {password}
daemonize no
dir ./
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


def valkey_url(home: Home, passwords: dict[str, str]) -> str:
    """Return its URL in the form that kombu takes for a socket."""
    return f"redis+socket://:{quote(passwords['valkey'], safe='')}@{home.sockets / _SOCKET}"


def start_valkey(supervisor: Supervisor, home: Home, passwords: dict[str, str]) -> None:
    """Start the server with the password "valkey"; the supervisor says when it answers."""
    folder = home.make("valkey")
    password, path = passwords["valkey"], home.sockets / _SOCKET
    home.write(folder / "valkey.conf", _SETTINGS.format(socket=path, password=password))
    supervisor.start(
        Program(
            name="valkey",
            title="Valkey",
            argv=(str(find_valkey(home.account)), "valkey.conf"),
            env=ENV,
            cwd=folder,
            account=home.account,
            ready=lambda: _answers(path, password),
            orphan_signal=signal.SIGTERM,  # it writes down what it has, and ends
        )
    )


def _answers(path: Path, password: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(1)
            line.connect(str(path))
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\n") < 2:
                part = line.recv(100)
                if not part:
                    return False
                answer += part
    except OSError:
        return False
    # While it reads its file after a start, it answers -LOADING.
    return answer.endswith(b"+PONG\r\n")
