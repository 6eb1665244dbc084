"""The hosted page: a person chooses a method, pays, fails or cancels, and goes back.

Plain forms without a script. A failure stays on the page, where the payer may try again; success
and cancellation lead to the merchant's return_url, where there is one.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from urllib.parse import quote

from aiohttp import web

from nauli_sandbox.book import Row
from nauli_sandbox.chapa import decide
from nauli_sandbox.chapa.bodies import read_form
from nauli_sandbox.chapa.checkouts import find_page
from nauli_sandbox.chapa.looks import ended_page, lost_page, open_page
from nauli_sandbox.chapa.payers import Mistyped, read_attempt
from nauli_sandbox.sandbox import SANDBOX, Sandbox


async def show_page(request: web.Request) -> web.Response:
    """The page with its form; 410 once the link is good no more, 404 for one that never was."""
    return _answer(_find(request))


async def take_page(request: web.Request) -> web.Response:
    """Do what was pressed: 303 to the merchant, or the page again, 422 if something is mistyped."""
    sandbox = request.app[SANDBOX]
    form = await read_form(request)
    checkout = _find(request)
    pressed = form.get("do")
    if pressed == "cancel":
        went = decide.cancel(sandbox, checkout, by_payer=True) if checkout else False
        return _back(checkout, went=went) or _answer(_find(request))
    if pressed not in ("pay", "fail") or checkout is None or not decide.is_open(checkout):
        return _answer(checkout)
    return _try(request, sandbox, checkout, form)


def _try(
    request: web.Request, sandbox: Sandbox, checkout: Row, form: Mapping[str, object]
) -> web.Response:
    if form.get("do") == "fail":
        decide.fail(sandbox, checkout, decide.Payer())
        return _answer(_find(request))
    try:
        attempt = read_attempt(form, mode=checkout["mode"])
    except Mistyped as wrong:
        return open_page(checkout, typed=form, complaint=str(wrong), status=422)
    if not attempt.pays:
        decide.fail(sandbox, checkout, attempt.payer)
        return _answer(_find(request), typed=form)
    went = decide.pay(sandbox, checkout, attempt.payer)
    return _back(checkout, went=went) or _answer(_find(request))


def _back(checkout: Row | None, *, went: bool) -> web.Response | None:
    """Lead the payer back to the merchant, if it went well and there is somewhere to go."""
    if checkout is None or not went or not checkout["return_url"]:
        return None
    # A header is ASCII; what is quoted already stays as it is.
    there = quote(checkout["return_url"], safe=string.punctuation)
    return web.Response(status=303, headers={"Location": there})


def _answer(checkout: Row | None, *, typed: Mapping[str, object] | None = None) -> web.Response:
    if checkout is None:
        return lost_page()
    if decide.is_open(checkout):
        return open_page(checkout, typed=typed or {})
    return ended_page(checkout, paid=checkout["status"] in ("success", "refunded", "reversed"))


def _find(request: web.Request) -> Row | None:
    return find_page(request.app[SANDBOX].book, request.match_info["token"])
