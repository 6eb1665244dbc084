from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.sandbox.stand import Receiver, Stand, eventually


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nauli_sandbox", "--port", "0", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def one_sentence(ended: subprocess.CompletedProcess[str]) -> str:
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(r"nauli-sandbox: .+\.\n", ended.stderr)
    return ended.stderr


def test_help_names_every_option_and_no_secret_is_one() -> None:
    ended = run("--help")
    assert ended.returncode == 0
    options = set(re.findall(r"--[a-z-]+", ended.stdout))
    assert options == {
        "--help",
        "--host",
        "--port",
        "--smtp-port",
        "--data",
        "--momo-event-url",
        "--chapa-webhook-url",
        "--public-url",
        "--sms-receipt-url",
    }


@pytest.mark.parametrize("option", ["--port", "--smtp-port"])
def test_taken_port_is_one_sentence(tmp_path: Path, option: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert port in one_sentence(run("--data", tmp_path / "var", option, port))


def test_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert str(file) in one_sentence(run("--data", file))
    assert str(file) in one_sentence(run("--data", file / "below"))


def test_file_that_is_no_book_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "book.sqlite3").write_text("no book at all" * 100)
    assert "cannot be used" in one_sentence(run("--data", tmp_path))


def test_book_in_use_is_one_sentence(standing: Stand) -> None:
    assert "another sandbox" in one_sentence(run("--data", standing._folder))


def test_stops_at_once_also_while_a_fault_holds_a_request(own_sandbox: Stand) -> None:
    own_sandbox.fault("momo.token", "hang_before", seconds=60)
    with socket.create_connection(("127.0.0.1", own_sandbox.smtp_port)) as idle:
        idle.recv(100)
        with subprocess.Popen([sys.executable, "-c", _ASK_FOR_A_TOKEN, own_sandbox.url]) as client:
            eventually(lambda: own_sandbox.see("faults")["faults"][0]["fired"])
            began = time.monotonic()
            own_sandbox.stop()
            assert time.monotonic() - began < 8  # the fault holds for a minute
            client.wait()


def test_same_folder_again_finds_its_book(tmp_path: Path, receiver: Receiver) -> None:
    stand = Stand(tmp_path / "a folder with spaces", receiver)
    stand.pay(externalId="N-1")
    stand.stop()
    stand.start()
    assert [charge["external_id"] for charge in stand.see("book")["charges"]] == ["N-1"]
    stand.close()


_ASK_FOR_A_TOKEN = """
import contextlib, sys, requests
with contextlib.suppress(requests.ConnectionError):
    requests.post(
        sys.argv[1] + "/momo/collection/token/",
        auth=("11111111-1111-4111-8111-111111111111", "0" * 32),
        headers={"Ocp-Apim-Subscription-Key": "0" * 32, "Content-Length": "0"},
        timeout=60,
    )
"""
