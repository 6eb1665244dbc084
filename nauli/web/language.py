"""Keep which language a visitor has chosen."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from nauli.web.page import page

_A_YEAR = 365 * 24 * 3600


@page
@require_safe
def choose(request: HttpRequest, language: str) -> HttpResponse:
    """Remember the language and lead back to where the visitor was, on our own site only."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = HttpResponseRedirect(back if own else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_A_YEAR,
        secure=settings.LIVE,
        httponly=True,
        samesite="Lax",
    )
    return response
