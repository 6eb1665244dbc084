"""What a person's browser is shown before it is known which page it asks for: one sentence."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.html import escape

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Nauli</title>
<p>{sentence}</p>
</html>
"""


def plain_page(sentence: str, *, status: int) -> HttpResponse:
    """Return a page that runs, paints and loads nothing."""
    response = HttpResponse(_PAGE.format(sentence=escape(sentence)), status=status)
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
