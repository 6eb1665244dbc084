"""POST /collection/v1_0/requesttopay: ask a payer for money."""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox.momo.plans import Plan, plan_payment
from nauli_sandbox.momo.take import Asked, take
from nauli_sandbox.sandbox import Sandbox
from nauli_sandbox.settings import read_settings


async def request_to_pay(request: web.Request) -> web.Response:
    return await take(request, product="collection", kind="requesttopay", planner=_plan)


def _plan(sandbox: Sandbox, asked: Asked) -> tuple[Asked, Plan]:
    payer = asked.wanted.party
    waits = sandbox.book.row("SELECT 1 FROM handsets WHERE msisdn = ?", (payer,)) is not None
    return asked, plan_payment(payer, waits=waits, settings=read_settings(sandbox.book))
