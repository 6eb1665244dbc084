"""Read the settings before anything is started, and see whether the database lets us in.

Run as `python -m nauli.launch.check [--database]`, with the environment of the processes that are
to be started. What is wrong is one sentence on stderr, and the exit status is EX_CONFIG.
"""

from __future__ import annotations

import importlib
import os
import sys

from nauli.config.env import SettingError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nauli.config.settings")
    try:
        importlib.import_module("nauli.config.settings")
        if "--database" in sys.argv[1:]:
            # Loaded only now: psycopg is slow to load, and most starts bring their own server.
            importlib.import_module("nauli.launch.database").refuse_unusable()
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(os.EX_CONFIG)


if __name__ == "__main__":
    main()
