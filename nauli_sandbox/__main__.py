"""`nauli-sandbox`, or `python -m nauli_sandbox`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence

from nauli_sandbox.errors import CannotStart
from nauli_sandbox.options import read_options
from nauli_sandbox.serve import serve


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT. 0 after a clean stop, 1 where it cannot start."""
    options = read_options(sys.argv[1:] if argv is None else argv, os.environ)
    try:
        asyncio.run(serve(options))
    except CannotStart as error:
        sys.stderr.write(f"nauli-sandbox: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
