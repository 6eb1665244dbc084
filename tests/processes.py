"""Run our own programs on the database that the test is looking at."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from urllib.parse import quote

from django.db import connection, connections

from nauli.desk.cli import main


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of a program that is to share the test's database."""
    told = connection.settings_dict
    url = (
        f"postgresql://{quote(told['USER'], safe='')}:{quote(told['PASSWORD'], safe='')}"
        f"@{quote(str(told['HOST']), safe='')}:{told['PORT'] or 5432}/{quote(str(told['NAME']))}"
    )
    return {**os.environ, "DATABASE_URL": url, "DATABASE_POOL_SIZE": "0", **extra}


def start_nauli(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does: a process of its own, which reads its settings."""
    return subprocess.run(
        [sys.executable, "-m", "nauli", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def run_nauli(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command here, where Django is set up already: a start would take longer than it."""
    out, errors = StringIO(), StringIO()
    with _left_as_it_was(), redirect_stdout(out), redirect_stderr(errors):
        try:
            status = main(lambda: None, arguments)
        except SystemExit as end:  # argparse's way
            status = int(end.code or 0)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), errors.getvalue())


@contextmanager
def _left_as_it_was() -> Iterator[None]:
    """Take back what a command does to its own process."""
    silenced, options = logging.root.manager.disable, connections.databases["default"]["OPTIONS"]
    before = dict(options)
    try:
        yield
    finally:
        logging.disable(silenced)
        options.clear()
        options.update(before)
