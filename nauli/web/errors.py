"""What a person's browser is shown where there is no page: a sentence, and a way on.

Nothing here asks the database: it may be what went wrong.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from nauli.limits.count import TooMany
from nauli.web.limited import refused
from nauli.web.page import page
from nauli.web.words import in_words

_BACK_OFFICE = "/admin/"

# Django's hooks. It gives them the request, and the error by position or by name.


@page
def bad_request(request: HttpRequest, /, *_: object, **__: object) -> HttpResponse:
    return _shown(request, gettext("The request could not be read."), status=400)


@page
def not_allowed(request: HttpRequest, /, *_: object, **__: object) -> HttpResponse:
    if request.path.startswith(_BACK_OFFICE):
        sentence = "Your account may not open this page; in the back office nothing can be changed."
    else:
        sentence = gettext("This page is not for you.")
    return _shown(request, sentence, status=403)


@page
def form_expired(request: HttpRequest, /, *_: object, **__: object) -> HttpResponse:
    sentence = gettext(
        "This form is too old or came from another site: open its page again and send it again."
    )
    return _shown(request, sentence, status=403)


@page
def not_found(request: HttpRequest, /, *_: object, **__: object) -> HttpResponse:
    return _shown(request, gettext("There is nothing at this address."), status=404)


@page
def failed(request: HttpRequest, /, *_: object, **__: object) -> HttpResponse:
    sentence = gettext(
        "Something went wrong on our side. Nothing is paid twice: try again in a moment."
    )
    return _shown(request, sentence, status=500)


def too_many(request: HttpRequest, refusal: TooMany) -> HttpResponse:
    """Say on a page that has no form to say it in when to come again."""
    return refused(_shown(request, in_words(refusal), status=429), refusal)


def _shown(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    home = "/admin/" if request.path.startswith(_BACK_OFFICE) else "/"
    return render(request, "web/error.html", {"sentence": sentence, "home": home}, status=status)
