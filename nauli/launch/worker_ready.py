"""Told to the worker with `-I`: once it takes tasks, it says so in the file NAULI_READY_FILE."""

from __future__ import annotations

import os
from pathlib import Path

from celery.signals import worker_ready


@worker_ready.connect
def _say_so(**_: object) -> None:
    Path(os.environ["NAULI_READY_FILE"]).touch()
