"""The door for the system's Python: say plainly that it is too old, else make `.venv`.

Run as `python3 -I nauli/launch/venv.py [--dev]`. Old Pythons have to read this file in order to
refuse, so its syntax stays old; the work is in `install.py`, which only a new one ever reads.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is where an old Python is told so
    sys.stderr.write(
        "Nauli needs Python 3.11 or later, and this is "
        + ".".join(str(part) for part in sys.version_info[:3])
        + ". Name a later one: make up PYTHON=python3.12\n"
    )
    sys.exit(1)

here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - read by old Pythons
sys.path.insert(0, os.path.dirname(os.path.dirname(here)))  # noqa: PTH120 - likewise

from nauli.launch.install import main  # noqa: E402 - only now is it known to be readable

if __name__ == "__main__":
    main()
