"""Read the JSON of a control call strictly, and say in a sentence what is wrong with it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from nauli_sandbox.errors import ControlRefused

_WORDS: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
Shape = Mapping[str, tuple[type, ...]]


def read_json(raw: bytes) -> Any:  # noqa: ANN401 - that is what JSON is
    try:
        return json.loads(raw, parse_constant=_not_json)
    except ValueError:
        raise ControlRefused("The body must be JSON.") from None


def read_object(value: object, shape: Shape, *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the object if it has the required members, no unknown ones, and the right types."""
    if not isinstance(value, dict):
        raise ControlRefused("The body must be a JSON object.")
    for name in required:
        if name not in value:
            raise ControlRefused(f'"{name}" is missing.')
    for name, item in value.items():
        if name not in shape:
            raise ControlRefused(f"There is no {name!r} here. There are: {', '.join(shape)}.")
        if not any(_is(item, kind) for kind in shape[name]):
            words = " or ".join(_WORDS[kind] for kind in shape[name])
            raise ControlRefused(f'"{name}" must be {words}.')
    return value


def within(name: str, value: float | None, least: float, most: float) -> None:
    if value is not None and not least <= value <= most:
        raise ControlRefused(f'"{name}" must be from {least} to {most}.')


def read_digits(name: str, number: str) -> str:
    """Return a phone number without its plus sign."""
    digits = number.removeprefix("+")
    if not digits.isascii() or not digits.isdecimal() or not 8 <= len(digits) <= 15:
        raise ControlRefused(f'"{name}" must be a phone number with its country code.')
    return digits


def _is(item: object, kind: type) -> bool:
    if kind is float:
        return type(item) in (int, float) and math.isfinite(float(str(item)))
    return type(item) is kind


def _not_json(word: str) -> NoReturn:
    raise ValueError(word)
