"""What every part of one running sandbox shares."""

from __future__ import annotations

import asyncio
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
    wake: asyncio.Event = field(default_factory=asyncio.Event)  # something may be due earlier


SANDBOX = web.AppKey("sandbox", Sandbox)
