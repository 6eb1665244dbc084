"""docs/problems.md lists every problem that the API can answer with, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nauli.api.door  # noqa: F401 - brings every error that the API can meet
from nauli.api.problems import problem
from nauli.gateways.contract import FAILURES
from nauli.kit.errors import NauliError
from tests.tidy.sources import ROOT

_ROW = re.compile(r"^\| `([a-z-]+)` \| (\d{3}) \| (.+) \| (.+) \|$", re.MULTILINE)
_FAILURE = re.compile(r"^\| `([a-z_]+)` \| ([^|]+) \|$", re.MULTILINE)

# Families that are only ever raised as one of their members, and errors that end below the doors.
_NOT_AT_THE_DOOR = {
    "nauli-error",
    "conflict",
    "invalid",
    "gateway-error",
    "refused",
    "unreachable",
    "unsure",
    "not-sent",
    "no-answer",
    "not-accepted",
    "_-does-not-fit",
    "_-not-known-yet",
    "key-known-already",
    "key-too-short",
    "key-name-unfit",
    "no-such-key",
    "price-changed",  # of the shop's forms
    "return-changed",
    "terms-changed",
}


def _errors(family: type[NauliError]) -> Iterator[type[NauliError]]:
    for error in family.__subclasses__():
        yield error
        yield from _errors(error)


def _documented() -> dict[str, int]:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    return {slug: int(status) for slug, status, *_ in _ROW.findall(text)}


def test_every_problem_is_listed_with_its_status() -> None:
    at_the_door = {
        error.slug: error
        for error in _errors(NauliError)
        if error.__module__.startswith("nauli.")
        # Starting is no request; its errors are here only when another test has brought them.
        and not error.__module__.startswith("nauli.launch")
        and error.slug not in _NOT_AT_THE_DOOR
    }
    assert len(at_the_door) > 40
    statuses = {slug: problem(error()).status_code for slug, error in at_the_door.items()}
    assert _documented() == statuses


def test_every_reason_of_a_failure_is_listed() -> None:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    assert {code for code, _ in _FAILURE.findall(text)} == set(FAILURES)
