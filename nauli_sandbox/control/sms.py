"""Marking numbers: which code a send to them gets, which receipts follow."""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox.africastalking.numbers import CODES, mark, marked
from nauli_sandbox.africastalking.receipts import STATUSES
from nauli_sandbox.control.read import read_digits, read_json, read_object, within
from nauli_sandbox.errors import ControlRefused
from nauli_sandbox.sandbox import SANDBOX

_NOTHING = type(None)
_SHAPE = {
    "number": (str,),
    "code": (int, _NOTHING),
    "times": (int, _NOTHING),
    "receipts": (list, _NOTHING),
    "copies": (int,),
    "delay_ms": (int, _NOTHING),
    "failure_reason": (str, _NOTHING),
}


async def mark_number(request: web.Request) -> web.Response:
    """`{"number", "code", "times", "receipts", "copies", "delay_ms", "failure_reason"}`."""
    told = read_object(read_json(await request.read()), _SHAPE, required=("number",))
    number = "+" + read_digits("number", told["number"])
    if told.get("code") is not None and told["code"] not in CODES:
        raise ControlRefused(f'"code" must be one of {", ".join(map(str, CODES))}.')
    for status in told.get("receipts") or []:
        if status not in STATUSES:
            raise ControlRefused(f'"receipts" may hold {", ".join(STATUSES)}; not {status!r}.')
    within("times", told.get("times"), 1, 1_000_000)
    within("copies", told.get("copies"), 1, 100)
    within("delay_ms", told.get("delay_ms"), 0, 3_600_000)
    return web.json_response(mark(request.app[SANDBOX].book, number, told))


async def list_numbers(request: web.Request) -> web.Response:
    """`{"numbers": [...]}`, each with how often its code was `answered`."""
    return web.json_response({"numbers": marked(request.app[SANDBOX].book)})
