"""What is true of every page: its visitor's language, strict headers, few bytes on the way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page

from nauli.kit.caller import name_actor
from nauli.web.cart import cart_of
from nauli.web.unpaid import unpaid_of

# In whose name a form of ours changes anything: whoever was shown it, by whatever link.
VISITOR = "visitor"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Only what we serve ourselves runs or paints; pictures may lie where the merchant keeps them.
_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' https: data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_CONTENT_SECURITY_POLICY = "; ".join(f"{what} {whence}" for what, whence in _SOURCES.items())


def _permissions(*, camera: str) -> str:
    return f"camera={camera}, geolocation=(), microphone=(), payment=()"


def page(view: View[P]) -> View[P]:
    """Answer in the visitor's language: what they chose, else what their browser asks for."""

    @gzip_page
    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        response["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
        response.headers.setdefault("Permissions-Policy", _permissions(camera="()"))
        # An address may hold a link that nobody can guess: no other site ever reads where from.
        response["Referrer-Policy"] = "same-origin"
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return shown


def private_page(view: View[P]) -> View[P]:
    """Answer as `page` does what concerns one visitor alone: nobody keeps it, nobody lists it."""

    @page
    @never_cache
    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        name_actor(VISITOR)
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return shown


def with_camera(response: HttpResponse) -> HttpResponse:
    """Let the page ask its visitor for the camera: no other one of ours may."""
    response["Permissions-Policy"] = _permissions(camera="(self)")
    return response


def about_every_page(request: HttpRequest) -> dict[str, object]:
    """Give templates what stands around every page."""
    return {
        "merchant": settings.MERCHANT_NAME,
        "languages": settings.LANGUAGES,
        "drafts": settings.DRAFT_LANGUAGES,
        "in_cart": sum(cart_of(request).values()),
        # Asked for by the pages that show it, and by no other.
        "unpaid": SimpleLazyObject(partial(unpaid_of, request)),
    }
