"""Every refusal is an RFC 9457 problem: a stable type, a sentence, the field at fault.

The table below is the whole of what the doors know about errors: a family becomes a status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import structlog
from django.http import HttpResponse

from nauli.gateways.contract import GatewayError
from nauli.kit import caller
from nauli.kit.errors import Closed, Conflict, Invalid, Malformed, NauliError, NotFound
from nauli.limits.count import TooMany
from nauli.webhooks.receive import NotGenuine

logger = structlog.get_logger(__name__)

CONTENT_TYPE = "application/problem+json"


class Unauthenticated(NauliError):
    """There is no API key in this request: send one as `Authorization: Bearer <key>`."""


class ScopeMissing(NauliError):
    """This API key may not do that."""


class HostNotServed(Malformed):
    """This host name is not served here: ALLOWED_HOSTS lists those that are."""


class BodyTooLarge(NauliError):
    """The body is larger than 64 KiB."""


class WrongContentType(NauliError):
    """The body must be JSON: send `Content-Type: application/json`."""


class MethodNotAllowed(NauliError):
    """This address does not know that method."""


class DatabaseUnavailable(NauliError):
    """The database does not answer at present. Send the same request again, with its key."""


class InternalError(NauliError):
    """Something is wrong on our side. The request id leads to it in the logs."""


STATUSES: Mapping[type[NauliError], int] = {
    Malformed: 400,
    Unauthenticated: 401,
    NotGenuine: 401,
    ScopeMissing: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    Conflict: 409,
    BodyTooLarge: 413,
    WrongContentType: 415,
    Invalid: 422,
    TooMany: 429,
    Closed: 503,
    DatabaseUnavailable: 503,
    GatewayError: 503,
}

TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    415: "Wrong content type",
    422: "Not acceptable as it is",
    429: "Too often",
    500: "Internal error",
    503: "Not available at present",
}


def problem(error: NauliError) -> HttpResponse:
    """Return the error as a problem document, with the headers that belong to its status."""
    status = next((s for family, s in STATUSES.items() if isinstance(error, family)), 500)
    if isinstance(error, GatewayError):
        # Of all refusals this one is the merchant's own to mend, and the caller may be anybody.
        logger.error("request_refused", problem=error.slug, reason=error.detail)
    document: dict[str, object] = {
        "type": f"urn:nauli:problem:{error.slug}",
        "title": TITLES[status],
        "status": status,
        "detail": error.detail,
    }
    if error.field:
        document["field"] = error.field
    if caller.request_id():
        document["request_id"] = caller.request_id()
    retry_after = error.extra.get("retry_after", 1 if status == 503 else None)
    document.update({k: v for k, v in error.extra.items() if k not in document and v is not None})
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="nauli"'
    return response


# Names for people, put where an id belongs.
_NAMES = (
    (re.compile(r"/api/payments/NAU-", re.IGNORECASE), "payments", "reference"),
    (re.compile(r"/api/orders/\w{4}-\w{4}-\w{4}(/|$)"), "orders", "number"),
    (re.compile(r"/api/bookings/NV-", re.IGNORECASE), "bookings", "code"),
)


def _by_name(path: str) -> str:
    """Say where things are found by the name that was put in the place of their id."""
    for pattern, things, name in _NAMES:
        if pattern.match(path):
            return (
                f" An address of {things} holds an id; by {name} they are found at"
                f" /api/{things}/?{name}=..."
            )
    return ""


def problem_for_status(status: int, *, path: str, allow: str = "") -> NauliError:
    """Return the error that stands for an answer which the framework gave by itself."""
    if status == 404:
        slash = "" if path.endswith("/") else " The paths of the API end with a slash."
        return NotFound(f"There is nothing at this address.{_by_name(path)}{slash}")
    if status == 405:
        takes = f"This address does not know that method: it takes {allow}."
        return MethodNotAllowed(takes if allow else "")
    if status < 500:
        return Malformed()
    return InternalError()
