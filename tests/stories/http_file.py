"""Play a file of the REST Client of VS Code: the part of its language that api.http uses.

https://marketplace.visualstudio.com/items?itemName=humao.rest-client
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import requests

_SET = re.compile(r"@(\w+) = (.*)")
_NAME = re.compile(r"# @name (\w+)")
_USE = re.compile(r"\{\{(.+?)\}\}")
_ANSWER = re.compile(r"(\w+)\.response\.body\.\$\.(.+)")
_STEP = re.compile(r"\w+|\[\d+\]")
# Today and so many days, as the file's dates are: no other form and no other unit of time.
_DATE = re.compile(r"\$datetime 'YYYY-MM-DD' (\d+) d")


@dataclass(frozen=True, slots=True)
class Wish:
    """One request of the file, its {{variables}} not yet filled in."""

    name: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: str


def read_wishes(text: str) -> tuple[dict[str, str], list[Wish]]:
    """Return the file's own variables, and its requests from top to bottom."""
    head, *blocks = re.split(r"^###.*$", text, flags=re.MULTILINE)
    return dict(_SET.findall(head)), [_read(block) for block in blocks]


def _read(block: str) -> Wish:
    name = _NAME.search(block)
    lines = [line for line in block.strip().splitlines() if not line.startswith("#")]
    top, _, body = "\n".join(lines).partition("\n\n")
    request, *headers = top.splitlines()
    method, _, url = request.partition(" ")
    pairs = dict(line.split(": ", 1) for line in headers)
    return Wish(name[1] if name else "", method, url, pairs, body.rstrip("\n"))


def play(
    text: str, *, given: Mapping[str, str], dotenv: Mapping[str, str]
) -> Iterator[tuple[str, requests.Response]]:
    """Send each request and yield its name and answer; `given` replaces variables of the file."""
    variables, wishes = read_wishes(text)
    variables |= given
    answers: dict[str, requests.Response] = {}

    def fill(words: str) -> str:
        return _USE.sub(lambda used: fill(look_up(used[1])), words)

    def look_up(word: str) -> str:
        if word == "$guid":
            return str(uuid.uuid4())
        if word.startswith("$dotenv "):
            return dotenv[word.removeprefix("$dotenv ")]
        if ahead := _DATE.fullmatch(word):
            return str(datetime.now(UTC).date() + timedelta(days=int(ahead[1])))
        told = _ANSWER.fullmatch(word)
        if told is None:
            return variables[word]
        found = answers[told[1]].json()
        for step in _STEP.findall(told[2]):
            found = found[int(step[1:-1]) if step.startswith("[") else step]
        return str(found)

    with requests.Session() as session:
        session.trust_env = False
        for wish in wishes:
            answers[wish.name] = session.request(
                wish.method,
                fill(wish.url),
                headers={name: fill(value) for name, value in wish.headers.items()},
                data=fill(wish.body).encode(),
                timeout=30,
            )
            yield wish.name, answers[wish.name]
