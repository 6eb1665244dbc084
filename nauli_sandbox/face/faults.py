"""The fault panel: what can go wrong, what is set to go wrong, and an end to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from nauli_sandbox.chapa.bodies import read_form
from nauli_sandbox.control.faults import read_fault
from nauli_sandbox.drawing import draw
from nauli_sandbox.drawing.words import often
from nauli_sandbox.errors import ControlRefused
from nauli_sandbox.face.notice import back, notice
from nauli_sandbox.face.possible import possible, sentence
from nauli_sandbox.faults import add_faults, clear_faults
from nauli_sandbox.sandbox import SANDBOX

_NUMBERS = {"status": int, "copies": int, "times": int, "seconds": float, "apart_seconds": float}


@draw.live
async def show_faults(request: web.Request) -> web.Response:
    return _panel(request)


async def set_fault(request: web.Request) -> web.Response:
    """The fields of a fault as a form; `match_name` and `match_value`, `set` as JSON."""
    form = {name: str(value).strip() for name, value in (await read_form(request)).items()}
    try:
        fault = read_fault(_wanted(form))
    except ControlRefused as wrong:
        return _panel(request, typed=form, complaint=wrong.sentence)
    add_faults(request.app[SANDBOX].book, [fault])
    return back("/faults", "fault")


async def lift_fault(request: web.Request) -> web.Response:
    book = request.app[SANDBOX].book
    book.write("DELETE FROM faults WHERE id = ?", (int(request.match_info["id"]),))
    return back("/faults", "lifted")


async def lift_all(request: web.Request) -> web.Response:
    clear_faults(request.app[SANDBOX].book)
    return back("/faults", "cleared")


def _wanted(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the fault as JSON would tell it. What was left empty is what is usual."""
    told: dict[str, Any] = {name: form[name] for name in ("on", "do") if name in form}
    for name, kind in _NUMBERS.items():
        if form.get(name):
            told[name] = _number(name, form[name], kind)
    if form.get("probability"):
        told["probability"] = _number("probability", form["probability"], float) / 100
    told |= {name: form[name] for name in ("code", "reason", "message") if form.get(name)}
    if "always" in form:
        told["times"] = None
    if form.get("match_value"):
        told["match"] = {form.get("match_name", ""): form["match_value"]}
    if form.get("set"):
        told["set"] = _object(form["set"])
    return told


def _number(name: str, text: str, kind: type[int | float]) -> float:
    try:
        return kind(text)
    except ValueError:
        raise ControlRefused(f'"{name}" must be a number.') from None


def _object(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ControlRefused('"set" must be JSON, such as {"amount": "1"}.') from None


def _panel(
    request: web.Request, *, typed: Mapping[str, str] | None = None, complaint: str = ""
) -> web.Response:
    rows = request.app[SANDBOX].book.rows("SELECT * FROM faults ORDER BY id")
    scripted = [
        json.loads(row["script"]) | {"id": row["id"], "fired": row["fired"]} for row in rows
    ]
    return draw.page(
        "faults.html",
        status=422 if complaint else 200,
        again="/faults" if complaint else "",
        faults=[fault | {"words": _words(fault)} for fault in scripted],
        points=possible(),
        typed=typed or {},
        complaint=complaint,
        notice=notice(request),
    )


def _words(fault: Mapping[str, Any]) -> list[str]:
    """Say what is not usual about a fault."""
    words = [sentence(fault["do"], fault["on"])]
    words += ["always" if fault["times"] is None else often(fault["times"])]
    if fault["probability"] != 1:
        words += [f"in {fault['probability']:.0%} of cases"]
    if fault["do"] in ("hang_before", "hang_after", "delay"):
        words += [f"{fault['seconds']:g} s"]
    if fault["do"] in ("hang_before", "error_before", "error_after"):
        words += [f"status {fault['status']}"]
    words += [f"where {name} is {value}" for name, value in fault["match"].items()]
    if fault["set"]:
        words += [f"telling {json.dumps(fault['set'])}"]
    return words
