"""The one-command start as a person meets it: real processes, next to no environment."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from nauli.launch.wanted import free_port
from tests.launch.conftest import folder_for_all, in_background, make_long
from tests.launch.machine import Background, Machine, stop
from tests.launch.processes import descendants, eventually, is_running, needs_proc

pytestmark = pytest.mark.story
_together = pytest.mark.xdist_group("standing")  # one process, so that one is raised


@pytest.fixture
def machine(long_folder: Path, background: Background) -> Machine:
    return Machine(long_folder / "var", free_port(), free_port(), background)


@pytest.fixture(scope="module")
def standing() -> Iterator[Machine]:
    """One that is up, for all who leave it so."""
    with folder_for_all() as folder, in_background() as background:
        machine = Machine(make_long(folder) / "var", free_port(), free_port(), background)
        process = machine.up()
        machine.first = process.pid
        yield machine
        stop(process)


def test_up_stop_and_up_again(machine: Machine) -> None:
    process = machine.up()
    demo = machine.demo()
    assert machine.get("/readyz").status_code == 200
    assert requests.get(f"{demo['sandbox_url']}/_sandbox/", timeout=10).ok
    products = demo["products"]
    assert isinstance(products, list)
    assert len(products) >= 12
    assert {"UGX", "GHS", "EUR", "ETB"} == {product["currency"] for product in products}
    assert any("'" in product["name"] for product in products)
    listed = machine.get("/api/products/").json()["items"]
    assert {product["id"] for product in products} <= {product["id"] for product in listed}
    assert machine.get(f"/api/customers/{demo['customer']}/").json()["phone"] == "+256772123456"
    assert all((machine.data / name).stat().st_mode & 0o077 == 0 for name in ("demo.json", "log"))
    panel = stop(process)
    assert str(demo["api_key"]) in panel
    assert str(demo["base_url"]) in panel
    assert panel.endswith("Stopping ...\nStopped.\n")
    for name in ("web", "worker", "schedule"):  # no banner, no warning in words of its own
        lines = (machine.data / "log" / f"{name}.log").read_text().splitlines()
        ours = [line for line in lines if line and line != "worker: Warm shutdown (MainProcess)"]
        assert all(isinstance(json.loads(line), dict) for line in ours)
    assert not (machine.data / "demo.json").exists()

    process = machine.up()
    assert machine.demo() == demo
    stop(process, how=signal.SIGINT)


@_together
def test_a_second_one_says_so_and_the_first_goes_on(standing: Machine) -> None:
    second = standing.begin()
    _, errors = second.communicate(timeout=30)
    assert second.returncode == 1
    assert errors.startswith(
        f"Nauli is already running on {standing.data} (process {standing.first})"
    )
    assert errors.count("\n") == 1
    assert standing.get("/readyz").status_code == 200


@needs_proc
@_together
def test_a_killed_worker_is_replaced_and_a_killed_web_process_too(standing: Machine) -> None:
    worker = standing.pid("worker")
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: standing.pid("worker") != worker, within_seconds=1.5)
    assert is_running(standing.pid("worker"))
    web = standing.pid("web")
    before = descendants(web)
    assert len(before) == 2
    os.kill(min(before), signal.SIGKILL)
    eventually(lambda: len(descendants(web) - before) == 1, within_seconds=5)
    assert standing.get("/readyz").status_code == 200


@needs_proc
@_together
def test_a_killed_web_server_leaves_no_worker_with_the_port(standing: Machine) -> None:
    web = standing.pid("web")
    before = descendants(web)
    os.kill(web, signal.SIGKILL)
    eventually(lambda: standing.pid("web") != web, within_seconds=2)
    eventually(lambda: not any(is_running(pid) for pid in before), within_seconds=2)
    eventually(standing.is_ready, within_seconds=30)


@needs_proc
def test_when_it_is_killed_nothing_is_left_and_the_next_one_recovers(machine: Machine) -> None:
    process = machine.up()
    demo = machine.demo()
    everything = descendants(process.pid)
    process.kill()
    eventually(lambda: not any(is_running(pid) for pid in everything), within_seconds=10)

    process = machine.up()
    assert machine.demo() == demo
    everything = descendants(process.pid) | {process.pid}
    for pid in everything:
        # Some end with the one that was killed before them.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process = machine.up()
    assert machine.demo() == demo
    assert not any(is_running(pid) for pid in everything)
    stop(process)


def test_a_taken_port_starts_nothing(machine: Machine, background: Background) -> None:
    code = (
        "import socket, time; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()\n"
        "print(s.getsockname()[1], flush=True); time.sleep(600)"
    )
    other = background("-c", code)
    assert other.stdout
    machine.port = int(other.stdout.readline())
    process = machine.begin()
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert errors.startswith(f"Port {machine.port} cannot be used (Address already in use)")
    assert errors.count("\n") == 1
    assert not (machine.data / "log").exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("NAULI_DEMO", "yes", "NAULI_DEMO is 'yes': give 1 or 0.\n"),
        ("NAULI_DEFAULT_COUNTRY", "Uganda", "NAULI_DEFAULT_COUNTRY is 'UGANDA': give a country's"),
        ("MOMO_TARGET_ENVIRONMENT", "mtnmars", "MOMO_TARGET_ENVIRONMENT has 'mtnmars': MTN knows"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD': give one of DEBUG, INFO"),
        ("SECRET_KEY_FILE", "/nope", "SECRET_KEY_FILE names /nope, which cannot be read (No such"),
        ("CELERY_BROKER_URL", "nonsense", "CELERY_BROKER_URL is no address such as redis://"),
        ("NAULI_POSTGRES_BIN", "/nope", "NAULI_POSTGRES_BIN names /nope, which holds no Postgre"),
        (
            "DATABASE_URL",
            "postgresql://shop@127.0.0.1:1/shop",
            "DATABASE_URL names a PostgreSQL at 127.0.0.1:1 that does not answer (Connection refu",
        ),
    ],
)
def test_a_setting_that_cannot_be_right_starts_nothing(
    name: str, value: str, sentence: str, machine: Machine
) -> None:
    machine.settings[name] = value
    process = machine.begin()
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.startswith(sentence)
    assert errors.count("\n") == 1
    assert out == ""
    started = {log.stem for log in (machine.data / "log").glob("*.log")}
    assert not started & {"postgres", "prepare", "web", "worker", "schedule"}


def test_without_its_broker_all_comes_up_and_says_what_that_means(machine: Machine) -> None:
    machine.settings["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    process = machine.up()
    assert machine.get("/readyz").json()["broker"] == "unreachable"
    out = stop(process)
    assert "Nauli is up" in out
    (warning,) = [line for line in out.splitlines() if "broker" in line]
    assert warning.startswith("The broker that REDIS_URL names does not answer: until it does, ")


def test_a_data_folder_that_is_a_file_is_one_sentence(machine: Machine) -> None:
    machine.data.touch()
    process = machine.begin()
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert errors == (
        f"The data folder {machine.data} cannot be used (File exists): "
        "name another with NAULI_DATA.\n"
    )
