"""The sandbox's own clock: decide what is due, then send what is due. For ever."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp

from nauli_sandbox import clock
from nauli_sandbox.chapa.decide import pay_due
from nauli_sandbox.chapa.refunds import move_due_refunds
from nauli_sandbox.courier import carry
from nauli_sandbox.deliveries import claim_due
from nauli_sandbox.momo.decide import decide_due
from nauli_sandbox.sandbox import Sandbox

_AT_ONCE = 32  # deliveries on their way together: gentle with a receiver of few threads
_NEXT_DECISION = (
    "SELECT min(due_at) AS due_at FROM charges WHERE due_at IS NOT NULL UNION ALL"
    " SELECT min(due_at) FROM chapa_checkouts WHERE due_at IS NOT NULL UNION ALL"
    " SELECT min(due_at) FROM chapa_refunds WHERE due_at IS NOT NULL"
)
_NEXT_DELIVERY = (
    "SELECT min(due_at) AS due_at FROM deliveries WHERE state = 'waiting' AND in_flight = 0"
)
_LONGEST_NAP = 5.0  # the wall clock may be set while we sleep


async def make_rounds(sandbox: Sandbox) -> None:
    """Run until cancelled. An error in here is a bug and ends the sandbox, loudly."""
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(cookie_jar=jar) as session, asyncio.TaskGroup() as group:
        going: set[asyncio.Task[None]] = set()

        def back(task: asyncio.Task[None]) -> None:
            going.discard(task)
            sandbox.wake.set()  # a hand is free, and a retry may be due soon

        while True:
            sandbox.wake.clear()
            decide_due(sandbox)
            pay_due(sandbox)
            move_due_refunds(sandbox)
            for row in claim_due(sandbox.book, _AT_ONCE - len(going)):
                task = group.create_task(carry(sandbox, session, row))
                going.add(task)
                task.add_done_callback(back)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_nap(sandbox, full=len(going) >= _AT_ONCE)):
                    await sandbox.wake.wait()


def _nap(sandbox: Sandbox, *, full: bool) -> float:
    """Return the seconds until something is due. When all hands are full, one of them wakes us."""
    nap = _LONGEST_NAP
    questions = _NEXT_DECISION if full else f"{_NEXT_DECISION} UNION ALL {_NEXT_DELIVERY}"
    for row in sandbox.book.rows(questions):
        if row["due_at"] is not None:
            nap = min(nap, row["due_at"] - clock.now())
    return max(0.0, nap)
