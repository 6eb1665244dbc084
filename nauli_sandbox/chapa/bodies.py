"""Read a body in any form that Chapa's clients send: JSON, urlencoded, multipart.

Names may be nested or bracketed, `customization[title]`, in forms and also as literal keys of
JSON, as some clients send them. What cannot be read is an empty body, as a PHP server sees it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from nauli_sandbox.chapa.answers import says

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NAME = re.compile(r"(?P<first>[^\[\]]+)(?P<rest>(?:\[[^\[\]]*\]){1,8})")
_PART = re.compile(r"\[([^\[\]]*)\]")


async def read_body(request: web.Request, *, required: bool = True) -> dict[str, Any]:
    """Return the members as one nested object; empty texts and nulls are left out.

    A body of another type is a 400 in the vendor's words, unless there need not be a body.
    """
    if request.content_type == "application/json":
        return _unfold(_read_json(await request.read()))
    if request.content_type in _FORMS:
        return _unfold(await read_form(request))
    if required:
        raise says(
            400,
            "Incorrect header settings Please check if content-type is present and set to"
            " application/json",
        )
    return {}


def _read_json(raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
        # Half of a surrogate pair is a text that can neither be kept nor sent.
        json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


async def read_form(request: web.Request) -> dict[str, Any]:
    """Return the texts of a form, nothing nested; what cannot be read is an empty form."""
    try:
        form = await request.post()
    except (ValueError, LookupError):  # such as a charset that nobody knows
        return {}
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _unfold(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return bracketed names as nested objects."""
    nested: dict[str, Any] = {}
    for name, value in flat.items():
        if value is None or value == "":
            continue
        match = _NAME.fullmatch(name)
        if match is None:
            nested[name] = value
            continue
        _put(nested, [match["first"], *_PART.findall(match["rest"])], value)
    nested = {name: _lists(value) for name, value in nested.items()}
    if isinstance(nested.get("meta"), str):
        # The vendor's page brackets it in a form; chapa-nodejs sends it as JSON.
        nested["meta"] = _read_json(nested["meta"].encode()) or nested["meta"]
    return nested


def _put(where: dict[str, Any], names: list[str], value: object) -> None:
    for name in names[:-1]:
        inner = where.get(name)
        if not isinstance(inner, dict):
            where[name] = inner = {}
        where = inner
    where[names[-1] or str(len(where))] = value


def _lists(value: object) -> object:
    """Return what was numbered from 0 on as a list, as PHP would."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(item) for name, item in value.items()}
    if inner and list(inner) == [str(number) for number in range(len(inner))]:
        return list(inner.values())
    return inner
