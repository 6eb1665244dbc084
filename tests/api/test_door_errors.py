"""What the door makes of errors that no view of ours expects."""

from __future__ import annotations

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404
from ninja.errors import AuthenticationError
from structlog.testing import capture_logs

from tests.door import Door, read_problem
from tests.factories import new_key

pytestmark = pytest.mark.django_db
SECRET = "what only the log may say"


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (OperationalError(SECRET), 503, "database-unavailable"),
        (InterfaceError(SECRET), 503, "database-unavailable"),
        (SuspiciousOperation(SECRET), 400, "malformed"),
        (Http404(SECRET), 404, "not-found"),
        (AuthenticationError(401, SECRET), 401, "unauthenticated"),
        (RuntimeError(SECRET), 500, "internal-error"),
    ],
    ids=lambda said: type(said).__name__ if isinstance(said, Exception) else str(said),
)
def test_an_error_becomes_a_problem_and_keeps_its_own_words_to_itself(
    error: Exception, status: int, slug: str
) -> None:
    door = Door(new_key())

    def fail(*_: object) -> None:
        raise error

    with connection.execute_wrapper(fail), capture_logs() as lines:
        response = door.get("/api/products/")
    document = read_problem(response, status)
    assert document["type"] == f"urn:nauli:problem:{slug}"
    assert SECRET not in response.content.decode()
    told = [line for line in lines if line["event"] == "request_failed"]
    assert [line["exc_info"] for line in told] == ([error] if status == 500 else [])
