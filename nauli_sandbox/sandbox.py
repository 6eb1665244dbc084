"""What every part of one running sandbox shares."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from nauli_sandbox.book import Book
from nauli_sandbox.options import Options


@dataclass(slots=True, kw_only=True)
class Sandbox:
    options: Options
    book: Book
    port: int = 0  # the one in use, known once the door is open
    smtp_port: int = 0
    reads: deque[float] = field(default_factory=deque)  # when a status was read, the last second's
    wake: asyncio.Event = field(default_factory=asyncio.Event)  # something may be due earlier
    carried: asyncio.Event = field(default_factory=asyncio.Event)  # one more attempt is written


SANDBOX = web.AppKey("sandbox", Sandbox)
