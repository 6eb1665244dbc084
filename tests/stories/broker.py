"""A town's Valkey, which may never start, hang, forget everything, or go."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import redis

from nauli.launch.servers import Servers, private_servers


class Broker:
    def __init__(self, nowhere: Path) -> None:
        """Know an address where nothing listens, until `start`."""
        self.url = f"redis+socket://:nobody@{nowhere}"
        self._servers: Servers | None = None
        self._leave = ExitStack()

    def start(self) -> None:
        self._servers = self._leave.enter_context(private_servers(postgres=False))
        self.url = self._servers.broker_url

    def stop(self) -> None:
        """Stop it, if it runs. The address stays, and nobody is there."""
        self._leave.close()
        self._servers = None

    @property
    def folder(self) -> Path | None:
        return self._servers.folder if self._servers else None

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Have it take connections and answer nobody."""
        assert self._servers
        pid = self._servers.supervisor.pid("valkey")
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def waiting_bells(self) -> int:
        with self._client() as client:
            return int(client.execute_command("LLEN", "nauli"))

    def forget_everything(self) -> None:
        with self._client() as client:
            client.execute_command("FLUSHALL")

    def _client(self) -> redis.Redis:
        url = urlsplit(self.url)
        return redis.Redis(unix_socket_path=url.path, password=unquote(url.password or ""))
