"""Read a JSON body strictly: what two parsers could understand differently is refused."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser
from pydantic import ConfigDict

from nauli.kit.errors import Invalid, Malformed


class NotJson(Malformed):
    """The body is not JSON."""


class NotAnObject(Malformed):
    """The body must be a JSON object."""


class DuplicateField(Malformed):
    """A field stands twice in one object."""


class InvalidField(Invalid):
    """A field is missing, unknown or has a value that it cannot have."""


class Strict(Schema):
    """A body: unknown fields and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StrictParser(Parser):
    """Ninja's parser, without the leniencies of `json.loads`."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the object, or raise a Malformed error that says what is wrong with it."""
        return read_object(request.body)


def read_object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        raise NotJson("The body is empty.")
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_refuse
        )
        _refuse_unstorable(value)
    except UnicodeDecodeError as error:
        raise NotJson("The body is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise NotJson(f"The body is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise NotAnObject
    return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        _refuse_unstorable(name)
        if name in found:
            raise DuplicateField(f"The field {name!r} stands twice.", field=name)
        found[name] = value
    return found


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


def _refuse_unstorable(value: object) -> None:
    """Refuse text that UTF-8 or PostgreSQL cannot hold: lone surrogates and NUL."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("a text holds a NUL character")
        value.encode()
    elif isinstance(value, list):
        for item in value:
            _refuse_unstorable(item)
    elif isinstance(value, dict):
        for item in value.values():  # their names were looked at when they were read
            _refuse_unstorable(item)


def invalid_field(errors: list[dict[str, Any]]) -> InvalidField:
    """Turn pydantic's findings into one problem that names the first field and lists them all."""
    found = [
        {"field": ".".join(str(part) for part in _where(error["loc"])), "detail": _sentence(error)}
        for error in errors
    ]
    first = found[0]
    where = first["field"] or "the request"
    return InvalidField(f"{where}: {first['detail']}", field=first["field"], errors=found)


# Pydantic's words for the commonest mistakes, in ours; it says the rest itself.
_SENTENCES = {
    "extra_forbidden": "There is no such field here.",
    "missing": "This field is missing.",
    "string_type": "This must be a text.",
    "int_type": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "list_type": "This must be a list.",
    "uuid_type": "This must be a UUID.",
    "uuid_parsing": "This is not a UUID.",
    "string_too_short": "This must not be empty.",
}


def _sentence(error: dict[str, Any]) -> str:
    return _SENTENCES.get(error["type"], f"{error['msg']}.")


def _where(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    # Ninja prefixes ("body", "<parameter>") or ("query",): the caller knows neither.
    return location[2:] if location[:1] == ("body",) else location[1:]
