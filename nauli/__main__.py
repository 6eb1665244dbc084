"""The `nauli` command."""

from __future__ import annotations

import importlib
import sys

from nauli.desk.cli import main as run


def _prepare() -> None:
    # Sets Django up, and makes the application through which bells are rung.
    importlib.import_module("nauli.config.celery")


def main() -> int:
    return run(_prepare)


if __name__ == "__main__":
    sys.exit(main())
