from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection

from nauli.launch.errors import CannotStart
from nauli.launch.home import ELSEWHERE, home_in
from nauli.launch.servers import Servers, private_servers
from tests.launch.processes import descendants, eventually, is_running, needs_proc

HOLD = """
import sys, time
from pathlib import Path
from nauli.launch.servers import private_servers
with private_servers(Path(sys.argv[1])) as servers:
    print(servers.database_url, flush=True)
    print(servers.broker_url, flush=True)
    time.sleep(600)
"""


def _ask(servers_url: str, question: str) -> object:
    with psycopg.connect(servers_url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


def _valkey(servers: Servers) -> redis.Redis:
    return redis.Redis.from_url(servers.broker_url.replace("redis+socket://", "unix://"))


def test_both_answer_and_keep_what_they_were_told(long_folder: Path) -> None:
    with private_servers(long_folder) as servers:
        with psycopg.connect(servers.database_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        assert _valkey(servers).set("kept", "42")
    with private_servers(long_folder) as servers:
        assert _ask(servers.database_url, "SELECT answer FROM kept") == 42
        assert _valkey(servers).get("kept") == b"42"


@pytest.fixture
def servers(folder: Path) -> Iterator[Servers]:
    with private_servers(folder) as servers:
        yield servers


def test_postgres_is_as_safe_as_a_real_one(servers: Servers) -> None:
    ask = {
        "SHOW fsync": "on",
        "SHOW synchronous_commit": "on",
        "SHOW listen_addresses": "",
        "SHOW is_superuser": "off",
        "SHOW password_encryption": "scram-sha-256",
        "SHOW server_encoding": "UTF8",
    }
    assert {question: _ask(servers.database_url, question) for question in ask} == ask
    assert int(str(_ask(servers.database_url, "SHOW server_version_num"))) >= 150000


def test_nobody_comes_in_without_the_password(servers: Servers) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(servers.database_url, password="guessed")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(servers.broker_url.replace("redis+socket://:", "unix://:x")).ping()


def test_the_broker_has_the_url_that_celery_takes(servers: Servers) -> None:
    with Connection(servers.broker_url) as connection:
        connection.connect()
        assert connection.connected
    wrong = Connection(servers.broker_url.replace("redis+socket://:", "redis+socket://:x"))
    with wrong, pytest.raises(wrong.connection_errors):
        wrong.connect()


@needs_proc
def test_sockets_and_secrets_are_private_and_nothing_runs_as_root(servers: Servers) -> None:
    run = json.loads((servers.folder / "run.json").read_text())["children"]
    users = {Path(f"/proc/{child['pid']}").stat().st_uid for child in run.values()}
    assert set(run) == {"postgres", "valkey"}
    assert users == {os.geteuid() or 65534}
    socket_folder = Path(servers.broker_url.partition("@")[2]).parent
    assert socket_folder.stat().st_mode & 0o777 == 0o700
    assert (servers.folder / "servers.json").stat().st_mode & 0o777 == 0o600
    conf = servers.folder / "servers" / "valkey" / "valkey.conf"
    assert conf.stat().st_mode & 0o777 == 0o600


def test_the_second_on_one_folder_says_so(servers: Servers) -> None:
    refused = pytest.raises(CannotStart, match=r"already running on .* \(process \d+\)")
    with refused, private_servers(servers.folder):
        pass


def test_a_fresh_folder_leaves_nothing_behind() -> None:
    with private_servers(durable=False) as servers:
        sockets = Path(servers.broker_url.partition("@")[2]).parent
        assert sockets.exists()
    assert not servers.folder.exists()
    assert not sockets.exists()


def test_a_folder_that_root_alone_can_enter_gets_its_servers_a_place_elsewhere(
    folder: Path,
) -> None:
    folder.chmod(0o700)
    with private_servers(folder) as servers:
        assert _ask(servers.database_url, "SELECT 1") == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    if os.geteuid() == 0:
        elsewhere = Path((folder / ELSEWHERE).read_text().strip())
        assert (elsewhere / "postgres" / "PG_VERSION").exists()
        shutil.rmtree(elsewhere)
    else:
        assert not (folder / ELSEWHERE).exists()


def _hold(background: Callable[..., subprocess.Popen[str]], folder: Path) -> tuple[int, str]:
    process = background("-c", HOLD, str(folder))
    assert process.stdout
    url = process.stdout.readline().strip()
    assert url, process.communicate()[1]
    return process.pid, url


@needs_proc
def test_when_the_launcher_is_killed_its_servers_end_by_themselves(
    folder: Path, background: Callable[..., subprocess.Popen[str]]
) -> None:
    launcher, _ = _hold(background, folder)
    servers = descendants(launcher)
    assert len(servers) >= 3  # two servers, and PostgreSQL's own processes
    os.kill(launcher, signal.SIGKILL)
    eventually(lambda: not any(is_running(pid) for pid in servers), within_seconds=10)
    home_in(folder).leave()


@needs_proc
def test_after_everything_is_killed_the_next_start_recovers(
    folder: Path, background: Callable[..., subprocess.Popen[str]]
) -> None:
    launcher, url = _hold(background, folder)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    everything = descendants(launcher) | {launcher}
    for pid in everything:
        # Some end with the one that was killed before them.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with private_servers(folder) as servers:
        assert _ask(servers.database_url, "SELECT answer FROM kept") == 42
        assert not any(is_running(pid) for pid in everything)


@needs_proc
def test_a_pid_file_with_the_number_of_a_stranger_is_no_obstacle(folder: Path) -> None:
    with private_servers(folder):
        pass
    # After a restart of the machine, a number that a kill has left behind is somebody else's: here
    # another process of the servers' user, the one case that PostgreSQL itself cannot tell.
    stale = folder / "servers" / "postgres" / "postmaster.pid"
    owner = stale.parent.stat().st_uid
    user = owner if os.geteuid() == 0 else None
    with subprocess.Popen(("/bin/sleep", "600"), user=user, start_new_session=True) as stranger:
        stale.write_text(f"{stranger.pid}\n{stale.parent}\n1795319125\n5432\n/nowhere\n\n 0 0\n\n")
        os.chown(stale, owner, stale.parent.stat().st_gid)
        stale.chmod(0o600)
        try:
            with private_servers(folder) as servers:
                assert _ask(servers.database_url, "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()
