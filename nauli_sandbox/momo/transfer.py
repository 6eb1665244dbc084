"""POST /disbursement/v1_0/transfer: send money to a payee."""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox.momo.plans import Plan, plan_transfer
from nauli_sandbox.momo.take import Asked, take
from nauli_sandbox.momo.wallet import has
from nauli_sandbox.sandbox import Sandbox
from nauli_sandbox.settings import read_settings


async def transfer(request: web.Request) -> web.Response:
    return await take(request, product="disbursement", kind="transfer", planner=_plan)


def _plan(sandbox: Sandbox, asked: Asked) -> tuple[Asked, Plan]:
    if not has(sandbox.book, asked.wanted):
        return asked, Plan(next_reason="NOT_ENOUGH_FUNDS")
    return asked, plan_transfer(asked.wanted.party, settings=read_settings(sandbox.book))
