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

_LIST = "import nauli.config.celery, sys; print(*sys.modules)"


def test_what_only_pages_need_is_not_loaded() -> None:
    done = _python(_LIST)
    assert not {"ninja", "pydantic", "nauli.backoffice.admin"} & set(done.stdout.split())


def test_a_warning_is_one_json_line_like_all_others() -> None:
    done = _python(_WARN)
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["logger"], told["level"]) == ("py.warnings", "warning")
    assert "You are root.\nDo not be." in told["event"]


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-c", code),
        env={"SECRET_KEY": "x", "DATABASE_URL": os.environ["DATABASE_URL"]},
        capture_output=True,
        text=True,
        check=True,
    )
