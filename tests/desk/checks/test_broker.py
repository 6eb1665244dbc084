from __future__ import annotations

import socket

import pytest
from pytest_django import Settings

from nauli.desk.checks import broker
from nauli.desk.checks.broker import check_broker
from nauli.kit.findings import Level


def test_the_broker_of_this_run_answers() -> None:
    (finding,) = check_broker()
    assert finding.level is Level.OK


def test_a_broker_that_is_gone_is_only_a_warning(settings: Settings, free_port: int) -> None:
    settings.CELERY_BROKER_URL = f"redis://:canary-password@127.0.0.1:{free_port}/0"
    (finding,) = check_broker()
    assert (finding.level, bool(finding.mend)) == (Level.WARNING, True)
    assert "canary" not in repr(finding)


@pytest.mark.parametrize(
    "url", ["redis://:canary@127.0.0.1:{}/0", "amqp://u:canary@127.0.0.1:{}//"]
)
def test_a_broker_that_says_nothing_is_not_waited_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(broker, "_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.CELERY_BROKER_URL = url.format(listener.getsockname()[1])
        (finding,) = check_broker()
    assert finding.level is Level.WARNING
    assert "canary" not in repr(finding)


@pytest.mark.parametrize("url", ["carrier-pigeon://127.0.0.1", "sqs://a:canary@"])
def test_a_broker_that_we_cannot_speak_to_is_only_a_warning(settings: Settings, url: str) -> None:
    settings.CELERY_BROKER_URL = url
    (finding,) = check_broker()
    assert (finding.level, "names no broker" in finding.what) == (Level.WARNING, True)
