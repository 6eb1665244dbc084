"""What was done, said once on the page that follows."""

from __future__ import annotations

from aiohttp import web

_WORDS = {
    "approve": "Approved. The money has moved, as far as a sandbox moves any.",
    "reject": "Rejected on the phone.",
    "expire": "The prompt has expired.",
    "no-prompt": "That prompt is no longer open.",
    "waits": "This phone asks you from now on.",
    "let-go": "This phone approves by itself again.",
    "again": "Sent again: the last entry says what was answered.",
    "fault": "The fault is set.",
    "lifted": "The fault is lifted.",
    "cleared": "All faults are lifted.",
}


def notice(request: web.Request) -> str:
    return _WORDS.get(request.query.get("said", ""), "")


def back(path: str, said: str) -> web.Response:
    """Lead to a page of ours, which says what was done."""
    there, _, place = path.partition("#")
    place = f"#{place}" if place else ""
    return web.Response(status=303, headers={"Location": f"{there}?said={said}{place}"})
