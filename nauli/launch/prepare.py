"""Bring the database up to the code: migrations, then the demo data where they are wanted.

Run as `python -m nauli.launch.prepare <file>`, with the environment of the other processes. Where
there is demo data, the file gets {"api_key", "customer", "products", "listings"} as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import Error as DatabaseError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nauli.config.settings")
    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=1)
    except DatabaseError as error:
        _tell_if_not_allowed(error)
        raise
    if settings.DEMO:
        from nauli.launch.demo_data import load_demo  # noqa: PLC0415 - models need Django set up

        facts = load_demo(key=settings.DEMO_KEY)
        Path(sys.argv[1]).write_text(json.dumps(facts), encoding="utf-8")


def _tell_if_not_allowed(error: BaseException | None) -> None:
    """End with a sentence where the database's user may not do what a migration does."""
    while error is not None and not isinstance(error, psycopg.errors.InsufficientPrivilege):
        error = error.__cause__ or error.__context__
    if error is not None:
        words = str(error).splitlines()[0]
        sys.stderr.write(
            f"The database's user may not bring its tables up to date ({words}): make that user "
            "the owner of the database, or name another.\n"
        )
        sys.exit(os.EX_CONFIG)


if __name__ == "__main__":
    main()
