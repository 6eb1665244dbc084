"""What a person's browser is shown where there is no page: one sentence."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.html import escape

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nauli</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; }}
body {{ margin: 4rem auto; padding: 0 1.25rem; }}
</style>
<body>
<p>{sentence}</p>
</body>
</html>
"""


def plain_page(sentence: str, *, status: int) -> HttpResponse:
    return HttpResponse(_PAGE.format(sentence=escape(sentence)), status=status)


# Django's hooks. It gives them the request, and the error by position or by name.


def bad_request(*_: object, **__: object) -> HttpResponse:
    return plain_page("The request could not be read.", status=400)


def not_allowed(*_: object, **__: object) -> HttpResponse:
    return plain_page(
        "Your account may not open this page; in the back office nothing can be changed.",
        status=403,
    )


def form_expired(*_: object, **__: object) -> HttpResponse:
    return plain_page(
        "This form is too old or came from another site: open its page again and send it again.",
        status=403,
    )


def not_found(*_: object, **__: object) -> HttpResponse:
    return plain_page("There is nothing at this address.", status=404)


def failed(*_: object, **__: object) -> HttpResponse:
    return plain_page("Something went wrong on our side; the logs say what.", status=500)
