"""The REST door: its resources, and what becomes of their errors."""

from __future__ import annotations

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from nauli import __version__
from nauli.api import (
    bookings,
    books,
    cases,
    customers,
    listing_nights,
    listings,
    orders,
    payments,
    policies,
    products,
    refunds,
    reviews,
    timeline,
    vouchers,
    webhooks,
)
from nauli.api.body import StrictParser, invalid_field
from nauli.api.document import DocumentedAPI, OfflinePage
from nauli.api.problems import (
    DatabaseUnavailable,
    InternalError,
    Unauthenticated,
    problem,
    problem_for_status,
)
from nauli.api.queries import refuse_unknown_parameters
from nauli.kit.errors import Malformed, NauliError

logger = structlog.get_logger(__name__)

api = DocumentedAPI(
    title="Nauli",
    version=__version__,
    description=(
        "Orders, stays, payments and news. Amounts are decimal strings with a currency, times are"
        " UTC ISO 8601, phones are E.164, lists are followed by `next`, refusals are RFC 9457"
        " problems."
    ),
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs=OfflinePage(),
    parser=StrictParser(),
    urls_namespace="api",
)
api.add_decorator(refuse_unknown_parameters, mode="operation")
api.add_router("/customers", customers.router)
api.add_router("/products", products.router)
api.add_router("/policies", policies.router)
api.add_router("/listings", listings.router)
api.add_router("/listings", listing_nights.router)
api.add_router("/listings", reviews.router)
api.add_router("/orders", orders.router)
api.add_router("/bookings", bookings.router)
api.add_router("/payments", payments.router)
api.add_router("/payments", timeline.router)
api.add_router("/payments", refunds.of_payments)
api.add_router("/refunds", refunds.router)
api.add_router("/cases", cases.router)
api.add_router("/cases", refunds.of_cases)
api.add_router("/vouchers", vouchers.router)
api.add_router("/webhooks", webhooks.router)
api.add_router("", books.router)


@api.exception_handler(NauliError)
def _ours(_: HttpRequest, error: NauliError) -> HttpResponse:
    return problem(error)


@api.exception_handler(ValidationError)
def _invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(invalid_field(error.errors))


@api.exception_handler(AuthenticationError)
def _unauthenticated(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
    return problem(Unauthenticated())


@api.exception_handler(HttpError)
def _ninjas(request: HttpRequest, error: HttpError) -> HttpResponse:
    # Ninja wraps whatever our parser says of a body; its own words say less.
    cause = error.__cause__
    if isinstance(cause, NauliError):
        return problem(cause)
    return problem(problem_for_status(error.status_code, path=request.path))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _: Http404) -> HttpResponse:
    return problem(problem_for_status(404, path=request.path))


@api.exception_handler(SuspiciousOperation)
def _suspicious(_: HttpRequest, __: SuspiciousOperation) -> HttpResponse:
    return problem(Malformed("The request has more parameters than are read, or unusable ones."))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _database_gone(_: HttpRequest, error: DatabaseError) -> HttpResponse:
    logger.error("database_unavailable", error=type(error).__name__)
    return problem(DatabaseUnavailable())


@api.exception_handler(Exception)
def _unexpected(_: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("request_failed", exc_info=error)
    return problem(InternalError())
