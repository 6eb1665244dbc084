"""Scripting faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from nauli_sandbox.control.read import read_json, read_object, within
from nauli_sandbox.errors import ControlRefused
from nauli_sandbox.faults import POINTS, Fault, add_faults, clear_faults, list_faults
from nauli_sandbox.sandbox import SANDBOX

_SHAPE = {
    "on": (str,),
    "do": (str,),
    "status": (int,),
    "code": (str,),
    "seconds": (float,),
    "copies": (int,),
    "apart_seconds": (float,),
    "reason": (str,),
    "message": (str,),
    "set": (dict,),
    "times": (int, type(None)),
    "probability": (float,),
    "match": (dict,),
}


async def script_faults(request: web.Request) -> web.Response:
    """Take one fault or a list, all or none. Answers with all that stand."""
    told = read_json(await request.read())
    book = request.app[SANDBOX].book
    add_faults(book, [read_fault(item) for item in (told if isinstance(told, list) else [told])])
    return web.json_response({"faults": list_faults(book)}, status=201)


async def show_faults(request: web.Request) -> web.Response:
    """`{"faults": [...]}`, each with how often it `fired`."""
    return web.json_response({"faults": list_faults(request.app[SANDBOX].book)})


async def lift_faults(request: web.Request) -> web.Response:
    return web.json_response({"cleared": clear_faults(request.app[SANDBOX].book)})


def read_fault(item: object) -> Fault:
    """Return the fault that is told, or say in a sentence why it cannot be."""
    told = read_object(item, _SHAPE, required=("on", "do"))
    if told["on"] not in POINTS:
        raise ControlRefused(f"There is no {told['on']!r} to fail. There are: {', '.join(POINTS)}.")
    possible, names = POINTS[told["on"]]
    if told["do"] not in possible:
        raise ControlRefused(f"{told['on']} cannot {told['do']!r}. It can: {', '.join(possible)}.")
    _check_match(told["on"], names, told.get("match", {}))
    within("status", told.get("status"), 400, 599)
    within("seconds", told.get("seconds"), 0, 86_400)
    within("apart_seconds", told.get("apart_seconds"), 0, 86_400)
    within("probability", told.get("probability"), 0, 1)
    within("copies", told.get("copies"), 1, 100)
    within("times", told.get("times"), 1, 1_000_000)
    if told["on"] == "smtp":
        told = {"status": 451} | told  # SMTP's own word for: a local error, try again
    return Fault(**told)


def _check_match(point: str, names: tuple[str, ...], match: Mapping[str, Any]) -> None:
    for name, value in match.items():
        if name not in names:
            known = ", ".join(names) or "nothing"
            raise ControlRefused(f"{point} cannot be matched by {name!r}, but by: {known}.")
        if not isinstance(value, str):
            raise ControlRefused(f'"match": "{name}" must be a text.')
