"""The bell's thread as processes begin, fork and end around it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from nauli.kit import bell

_RING_AT_A_BROKER_THAT_HANGS = """
import socket, django
django.setup()
from celery import Celery
from nauli.kit.bell import _enqueue
with socket.create_server(("127.0.0.1", 0), backlog=9) as silent:
    app = Celery("nobody")
    url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
    app.conf.update(broker_read_url=url, broker_write_url=url)
    app.set_default()
    _enqueue("tests.nothing", 1)
    silent.accept()
    print("rung", flush=True)
"""


def test_a_process_ends_whatever_its_bell_waits_for() -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "nauli.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _RING_AT_A_BROKER_THAT_HANGS],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "rung\n"


def test_a_process_that_was_forked_rings_by_a_thread_of_its_own() -> None:
    bell._ensure_ringer()
    before = bell._ringer
    ended = threading.Thread(target=int)
    ended.start()
    ended.join()
    try:
        bell._ringer = ended  # a fork copies the name of the thread and not the thread
        bell._ensure_ringer()
        assert bell._ringer is not ended
        assert bell._ringer.is_alive()
    finally:
        bell._ringer = before
