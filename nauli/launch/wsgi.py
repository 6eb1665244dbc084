"""The web server's door in a one-command start: the usual one, that ends with its master.

The launcher ends the web server's master; a master that was killed would leave its workers behind,
with the port in their hands.
"""

from __future__ import annotations

import multiprocessing
import os
import signal

from nauli.launch.follow import end_with_parent

_master = multiprocessing.parent_process()
if _master is not None:
    end_with_parent(int(signal.SIGKILL))
    if os.getppid() != _master.pid:  # it died before the kernel was told
        os._exit(1)

from nauli.config.wsgi import application  # noqa: E402 - it takes a second in which we are orphans

__all__ = ["application"]
