"""One run of the sandbox: open the book and the doors, make rounds, close everything."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import signal
import sys

from aiohttp import web

from nauli_sandbox.book import Book
from nauli_sandbox.errors import CannotStart
from nauli_sandbox.mailbox import open_mailbox
from nauli_sandbox.options import Options
from nauli_sandbox.rounds import make_rounds
from nauli_sandbox.routes import build
from nauli_sandbox.sandbox import Sandbox

_BACKLOG = 1024  # races send hundreds of connections at the same moment
_PATIENCE_SECONDS = 0.2  # for requests that a fault holds, when it is time to go


async def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT. CannotStart where a port or the folder is of no use."""
    logging.basicConfig(level=logging.WARNING, format="sandbox: %(message)s")
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    book = Book(options.data)
    try:
        async with contextlib.AsyncExitStack() as doors:
            sandbox = Sandbox(options=options, book=book)
            await _open_doors(sandbox, doors)
            # Launchers and tests that asked for port 0 read their port from this line.
            sys.stdout.write(
                f"sandbox ready: http://{options.host}:{sandbox.port}/_sandbox/"
                f" (mail: {options.host}:{sandbox.smtp_port})\n"
                f"phones, mail and book: http://{options.host}:{sandbox.port}/\n"
            )
            sys.stdout.flush()
            await _until(stop, sandbox)
    finally:
        book.close()


async def _open_doors(sandbox: Sandbox, doors: contextlib.AsyncExitStack) -> None:
    options = sandbox.options
    mailbox = await open_mailbox(sandbox.book, options.host, options.smtp_port)
    doors.callback(mailbox.close)
    sandbox.smtp_port = mailbox.sockets[0].getsockname()[1]
    runner = web.AppRunner(build(sandbox), access_log=None, shutdown_timeout=_PATIENCE_SECONDS)
    await runner.setup()
    doors.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, options.host, options.port, backlog=_BACKLOG).start()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "is taken" if taken else f"cannot be used: {error.strerror}"
        raise CannotStart(f"port {options.port} on {options.host} {why}.") from None
    sandbox.port = runner.addresses[0][1]


async def _until(stop: asyncio.Event, sandbox: Sandbox) -> None:
    """Make rounds until told to stop. Rounds that end by themselves end with an error."""
    rounds = asyncio.create_task(make_rounds(sandbox))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([rounds, stopping], return_when=asyncio.FIRST_COMPLETED)
    if rounds.done():
        rounds.result()
    for task in (rounds, stopping):
        task.cancel()
    await asyncio.gather(rounds, stopping, return_exceptions=True)
