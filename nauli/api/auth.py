"""Who may come in: a live API key with the scope that the route asks for."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from nauli.access import keys
from nauli.access.models import ApiKey
from nauli.access.scopes import Scope
from nauli.api.problems import ScopeMissing, Unauthenticated
from nauli.kit.caller import name_actor


class Bearer(HttpBearer):
    """`Authorization: Bearer <key>` with one scope."""

    # The document's page shows this where it asks for the key.
    openapi_description = (
        "An API key, without the word Bearer: `nauli keys create` shows a new one, and `make up`"
        " that of the demo in its panel."
    )

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:  # noqa: ARG002 - ninja's signature
        """Return the key, or raise the problem."""
        key = keys.find(token)
        if key is None and token:
            # Unknown or revoked: only who made the key may know which.
            raise Unauthenticated(
                "This API key is not known here, or was revoked: `nauli keys create` makes one."
            )
        if key is None:
            raise Unauthenticated
        name_actor(f"key:{key.name}")
        if not key.may(self._scope):
            raise ScopeMissing(f"This key does not have the scope {self._scope.value}.")
        return key


def key_of(request: HttpRequest) -> ApiKey:
    """Return the key that `Bearer` let in."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return key
