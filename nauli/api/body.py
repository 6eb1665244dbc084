"""Read a JSON body strictly: what two parsers could understand differently is refused."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser
from pydantic import AfterValidator, ConfigDict
from pydantic_core import PydanticCustomError

from nauli.kit.errors import Invalid, Malformed, NauliError
from nauli.kit.lines import is_line

# More digits than any amount or id has; Python itself refuses some thousands, in words of its own.
_MOST_DIGITS = 1000
_SURROGATE = re.compile(r"[\ud800-\udfff]")


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


def _line(text: str) -> str:
    if not is_line(text):
        raise PydanticCustomError("line", "no line")
    return text


# A name or a title: they go into mails, calendars and printed sheets, where a line means something.
ONE_LINE = AfterValidator(_line)


class StrictParser(Parser):
    """Ninja's parser, without the leniencies of `json.loads`."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the object, or raise a Malformed error that says what is wrong with it."""
        return read_object(request.body)


def _nothing() -> NotJson:
    return NotJson("The body is empty.")


def read_object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        raise _nothing()
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_Read, parse_constant=_refuse, parse_int=_whole
        )
        _look_through(value, ())
    except UnicodeDecodeError as error:
        raise NotJson("The body is not UTF-8.") from error
    except RecursionError as error:
        raise NotJson("The body is nested too deeply.") from error
    except ValueError as error:
        raise NotJson(f"The body is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise NotAnObject
    return value


class _Read(dict[str, Any]):
    """One object as it was read. It remembers a name that stood twice until its place is known."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__()
        self.twice: str | None = None
        for name, value in pairs:
            if name in self and self.twice is None:
                self.twice = name
            self[name] = value


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError("a number has too many digits")
    return int(digits)


def _look_through(value: object, path: tuple[str | int, ...]) -> None:
    """Refuse names that stand twice, and text that UTF-8 or PostgreSQL cannot hold."""
    if isinstance(value, str):
        _refuse_unstorable(value)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _look_through(item, (*path, place))
    elif isinstance(value, _Read):
        for name, item in value.items():
            _refuse_unstorable(name)
            _look_through(item, (*path, name))
        if value.twice is not None:
            field = ".".join(str(part) for part in (*path, value.twice))
            raise DuplicateField(f"The field {field!r} stands twice.", field=field)


def _refuse_unstorable(text: str) -> None:
    if "\x00" in text:
        raise ValueError("a text holds a NUL character")
    if _SURROGATE.search(text):
        raise ValueError("a text holds half of a surrogate pair")


def invalid_field(errors: list[dict[str, Any]]) -> NauliError:
    """Turn pydantic's findings into one problem that names the first field and lists them all."""
    if [(error["type"], len(error["loc"])) for error in errors] == [("missing", 2)] and not _where(
        errors[0]["loc"]
    ):
        return _nothing()  # ninja asks no parser where there is nothing to parse
    found = [
        {"field": ".".join(str(part) for part in _where(error["loc"])), "detail": _sentence(error)}
        for error in errors
    ]
    first = found[0]
    where = first["field"] or "the request"
    return InvalidField(f"{where}: {first['detail']}", field=first["field"], errors=found)


# Pydantic's findings in our words; what stands in braces is its own knowledge of the field.
_SENTENCES = {
    "extra_forbidden": "There is no such field here.",
    "missing": "This field is missing.",
    "string_type": "This must be a text.",
    "string_too_short": "This must not be empty.",
    "string_too_long": "This must have at most {max_length} characters.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_parsing_size": "This number is too large.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "less_than": "This must be less than {lt}.",
    "bool_type": "This must be true or false.",
    "list_type": "This must be a list.",
    "dict_type": "This must be an object.",
    "model_type": "This must be an object.",
    "model_attributes_type": "This must be an object.",
    "literal_error": "This must be one of {expected}.",
    "string_pattern_mismatch": "This does not have the form that is asked for.",
    "too_long": "This list must have at most {max_length} items.",
    "address": "This must be an http or https address.",
    "line": "This must be one line of text, without control characters.",
    "day": 'This must be a date such as "2026-11-22".',
    "hour": 'This must be an hour such as "14:00".',
    "uuid_type": "This must be a UUID.",
    "uuid_parsing": "This is not a UUID.",
}


def _sentence(error: dict[str, Any]) -> str:
    sentence = _SENTENCES.get(error["type"], "This value cannot be taken.")
    return sentence.format(**error.get("ctx", {}))


def _where(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    # Ninja prefixes ("body", "<parameter>") or ("query",): the caller knows neither.
    return location[2:] if location[:1] == ("body",) else location[1:]
