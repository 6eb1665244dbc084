"""In a process of its own: logs are configured once per process."""

from __future__ import annotations

import json
import os
import subprocess
import sys

_WARN = """
import nauli.config.celery
from celery.platforms import SecurityWarning
import warnings
warnings.warn(SecurityWarning("You are root.\\nDo not be."))
"""


def test_a_warning_is_one_json_line_like_all_others() -> None:
    done = subprocess.run(
        (sys.executable, "-c", _WARN),
        env={"SECRET_KEY": "x", "DATABASE_URL": os.environ["DATABASE_URL"]},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["logger"], told["level"]) == ("py.warnings", "warning")
    assert "You are root.\nDo not be." in told["event"]
