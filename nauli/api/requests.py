"""What is true of every request: an id, a bounded body, a log line; its refusal is a problem."""

from __future__ import annotations

import contextlib
import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from nauli.api.plain import plain_page
from nauli.api.problems import (
    CONTENT_TYPE,
    BodyTooLarge,
    HostNotServed,
    WrongContentType,
    problem,
    problem_for_status,
)
from nauli.kit.caller import acting, actor
from nauli.kit.errors import Malformed, NauliError

logger = structlog.get_logger(__name__)

_API = "/api/"
# Webhooks come as their senders make them; each door reads raw bytes for itself.
_RAW = "/api/webhooks/"
# Of a body that is too large so much more is read, and thrown away.
_HEARD_OUT = 1024 * 1024
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_JSON = re.compile(r"application/json(\s*;\s*charset=\"?utf-8\"?)?\s*", re.IGNORECASE)


class Requests:
    """The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with acting(actor="anonymous", request_id=request_id):
            response = self._answer(request)
            response["X-Request-Id"] = request_id
            if request.path.startswith(_API):
                response["Cache-Control"] = "no-store"
            match = request.resolver_match
            logger.info(
                "request",
                method=request.method,
                # The route and not the path: a path may hold a secret or a person's number.
                route=match.route if match else None,
                status=response.status_code,
                took_ms=round((time.perf_counter() - started) * 1000, 1),
                by=actor(),
            )
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        is_api = f"{request.path}/".startswith(_API)
        try:
            _check_host(request)
            if is_api:
                _check(request)
        except NauliError as error:
            return problem(error) if is_api else plain_page(error.detail, status=400)
        if not is_api:
            return self._get_response(request)
        response = self._get_response(request)
        if response.status_code >= 400 and response["Content-Type"] != CONTENT_TYPE:
            allow = response.get("Allow", "")
            replaced = problem(
                problem_for_status(response.status_code, path=request.path, allow=allow)
            )
            if allow:
                replaced["Allow"] = allow
            return replaced
        return response


def _check_host(request: HttpRequest) -> None:
    """Refuse a stranger's host name here; further in, Django would write a trace of it."""
    try:
        request.get_host()
    except DisallowedHost as error:
        raise HostNotServed(field="Host") from error


def _check(request: HttpRequest) -> None:
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise Malformed("The address holds a NUL character.")
    _read_bounded(request)
    if request.path.startswith(_RAW) or request.method not in {"POST", "PUT", "PATCH"}:
        return
    if request.body and not _JSON.fullmatch(request.headers.get("Content-Type", "")):
        raise WrongContentType(field="Content-Type")


def _read_bounded(request: HttpRequest) -> None:
    """Read the body, whether its length is announced or it comes in chunks, and not a byte more."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > most:
        raise BodyTooLarge
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        # Django takes a body without an announced length for empty. A sender that broke off looks
        # here like one that ended; no harm: what is left of a JSON object is broken JSON, or whole.
        stream = request.META["wsgi.input"]
        body = _read(lambda: stream.read(most + 1))
        if len(body) > most:
            # A connection that is closed on somebody who still sends is torn before the answer.
            with contextlib.suppress(OSError):
                stream.read(_HEARD_OUT)
            raise BodyTooLarge
        request._body = body  # noqa: SLF001 - there is no public way to set it
    else:
        _read(lambda: request.body)


def _read(body: Callable[[], bytes]) -> bytes:
    try:
        return body()
    except OSError as error:
        raise Malformed("The body broke off before its end.") from error
