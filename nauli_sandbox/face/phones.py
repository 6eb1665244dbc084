"""The phones: what they show, the thumb that answers a prompt, and which of them wait for one."""

from __future__ import annotations

import re

from aiohttp import web

from nauli_sandbox.book import Row
from nauli_sandbox.chapa.bodies import read_form
from nauli_sandbox.control.read import read_digits
from nauli_sandbox.drawing import draw
from nauli_sandbox.errors import ControlRefused
from nauli_sandbox.face import handsets
from nauli_sandbox.face.notice import back, notice
from nauli_sandbox.momo.charges import find_charge
from nauli_sandbox.momo.decide import decide
from nauli_sandbox.momo.handsets import keep_waiting, let_go
from nauli_sandbox.sandbox import SANDBOX

_MOST_PHONES = 8
_LAST_SAID = 30
_ALL_SAID = 1000
_PIN = re.compile(r"[0-9]{4,6}")
_ENDS = {
    "approve": ("SUCCESSFUL", ""),
    "reject": ("FAILED", "APPROVAL_REJECTED"),
    "expire": ("FAILED", "EXPIRED"),
}


@draw.live
async def show_phones(request: web.Request) -> web.Response:
    return _phones(request)


@draw.live
async def show_phone(request: web.Request) -> web.Response:
    """One phone, with all that was ever told to it, within reason."""
    msisdn = request.match_info["msisdn"]
    shown = handsets.handset(request.app[SANDBOX].book, msisdn, most=_ALL_SAID)
    return draw.page("phone.html", phones=[shown], complaints={}, notice=notice(request))


async def mark_phone(request: web.Request) -> web.Response:
    """`msisdn`, and `do`: wait or let-go."""
    book = request.app[SANDBOX].book
    form = await read_form(request)
    typed = str(form.get("msisdn", ""))
    try:
        msisdn = read_digits("msisdn", re.sub(r"[\s()-]", "", typed))
    except ControlRefused:
        words = "Type a number with its country code, such as +256 772 123 456."
        return _phones(request, typed=typed, complaints={"new": words})
    if form.get("do") == "let-go":
        let_go(book, msisdn)
        return back(f"/#phone-{msisdn}", "let-go")
    keep_waiting(book, msisdn)
    return back(f"/#phone-{msisdn}", "waits")


async def answer_prompt(request: web.Request) -> web.Response:
    """`do`: approve, with a `pin`, or reject, or expire."""
    sandbox = request.app[SANDBOX]
    form = await read_form(request)
    pressed = str(form.get("do", ""))
    prompt = find_charge(sandbox.book, request.match_info["reference"], kind="requesttopay")
    if prompt is None or not prompt["prompted"] or pressed not in _ENDS:
        return back("/", "no-prompt")
    if pressed == "approve" and not _PIN.fullmatch(str(form.get("pin", ""))):
        return _mistyped(request, prompt)
    status, reason = _ENDS[pressed]
    done = decide(sandbox, prompt, status=status, reason=reason)
    return back(f"/#phone-{prompt['payer']}", pressed if done else "no-prompt")


def _mistyped(request: web.Request, prompt: Row) -> web.Response:
    words = "A PIN has 4 to 6 digits. Any will do."
    return _phones(request, complaints={prompt["reference"]: words})


def _phones(
    request: web.Request, *, typed: str = "", complaints: dict[str, str] | None = None
) -> web.Response:
    book = request.app[SANDBOX].book
    shown, older = handsets.newest(book, most=_MOST_PHONES)
    return draw.page(
        "phones.html",
        status=422 if complaints else 200,
        again="/" if complaints else "",
        phones=[handsets.handset(book, msisdn, most=_LAST_SAID) for msisdn in shown],
        older=older,
        typed=typed,
        complaints=complaints or {},
        notice=notice(request),
        base=f"http://{request.host}",
    )
