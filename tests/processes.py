"""Run our own programs for real, on the database that the test is looking at."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

from django.db import connection


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of a program that is to share the test's database."""
    told = connection.settings_dict
    url = (
        f"postgresql://{quote(told['USER'], safe='')}:{quote(told['PASSWORD'], safe='')}"
        f"@{quote(str(told['HOST']), safe='')}:{told['PORT'] or 5432}/{quote(str(told['NAME']))}"
    )
    return {**os.environ, "DATABASE_URL": url, "DATABASE_POOL_SIZE": "0", **extra}


def run_nauli(
    *arguments: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nauli", *arguments],
        env=environment() if env is None else env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
