"""`.env.example` lists what is read, all of it and nothing else, each with a sentence."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys

from tests.tidy.sources import ROOT, nodes

_LINE = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")
_OURS = re.compile(r"(NAULI|SANDBOX|DEMO)_[A-Z0-9_]+|PORT")
# The launcher tells these to its own children.
_INTERNAL = {"NAULI_READY_FILE"}
_ASK = "import json; from nauli.config import env, settings; print(json.dumps(sorted(env.NAMES)))"


def _example() -> list[str]:
    return (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def _listed() -> list[str]:
    return [match[1] for line in _example() if (match := _LINE.fullmatch(line))]


def _read_by_settings() -> set[str]:
    """Have the settings read in a process of their own, with a target so that all is asked for."""
    told = {
        "SECRET_KEY": "x",
        "DATABASE_URL": "postgresql:///x",
        "MOMO_TARGET_ENVIRONMENT": "sandbox",
    }
    said = subprocess.run(
        [sys.executable, "-c", _ASK], cwd=ROOT, env=told, capture_output=True, check=True
    )
    return {name for name in json.loads(said.stdout) if not name.endswith("_SANDBOX")}


def _read_by_the_rest() -> set[str]:
    found = {
        node.value
        for _, node in nodes("nauli/launch", "nauli_sandbox", "demo")
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {name for name in found if _OURS.fullmatch(name)} - _INTERNAL


def test_every_name_that_is_read_is_listed_and_no_other() -> None:
    assert sorted(_listed()) == sorted(_read_by_settings() | _read_by_the_rest())


def test_every_name_has_a_sentence_above_it() -> None:
    lines = _example()
    for number, line in enumerate(lines):
        if _LINE.fullmatch(line):
            above = lines[number - 1]
            assert above.startswith("# "), line
            assert above.endswith("."), f"{line}: {above}"


def test_every_line_is_a_name_a_comment_or_empty() -> None:
    strange = [
        line
        for line in _example()
        if line and not line.startswith("#") and not _LINE.fullmatch(line)
    ]
    assert strange == []


def test_what_is_filled_in_is_safe_to_copy() -> None:
    filled = {match[1]: match[2] for line in _example() if (match := _LINE.fullmatch(line))}
    assert {name for name, value in filled.items() if value} == {
        "NAULI_MODE",
        "NAULI_DEMO_KEY",
        "PORT",
        "SANDBOX_PORT",
        "NAULI_DATA",
    }
    assert filled["NAULI_MODE"] == "test"
    assert len(filled["NAULI_DEMO_KEY"]) >= 20


def test_only_config_and_the_starters_read_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).parts[:2]
        for path, node in nodes("nauli")
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= {("nauli", "config"), ("nauli", "launch")}
