"""Refuse a parameter that an address does not take: a filter that is misspelt filters nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import get_type_hints

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from nauli.kit.errors import Invalid

View = Callable[..., HttpResponse]

# What gateways and carriers put there is theirs.
_FREE = "/api/webhooks/"
_NO_PARAMETERS = {"request", "body"}


class UnknownParameter(Invalid):
    """This address takes no such parameter."""


def refuse_unknown_parameters(view: View) -> View:
    """Wrap a view whose arguments are, beside request and body, what stands in path and query."""
    arguments = _parameters(view)

    @wraps(view)
    def checked(request: HttpRequest, **values: object) -> HttpResponse:
        if request.GET and not request.path.startswith(_FREE):
            in_path = request.resolver_match.kwargs if request.resolver_match else {}
            _refuse_unknown(request, known=sorted(arguments - set(in_path)))
        return view(request, **values)

    return checked


def _parameters(view: View) -> set[str]:
    """Return the names as they stand in an address: many together are one argument's fields."""
    hints = get_type_hints(view)
    found: set[str] = set()
    for name in set(inspect.getfullargspec(view).args) - _NO_PARAMETERS:
        hint = hints.get(name)
        if isinstance(hint, type) and issubclass(hint, Schema):
            fields = hint.model_fields.items()
            found |= {field.alias or called for called, field in fields}
        else:
            found.add(name)
    return found


def _refuse_unknown(request: HttpRequest, *, known: list[str]) -> None:
    for name in request.GET:
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UnknownParameter(
                f"There is no parameter {name[:40]!r} at this address: {takes}.", field=name[:40]
            )
