"""Exceptions from the rules are counted. The numbers below are exact and may only fall."""

from __future__ import annotations

import re

import pytest

from tests.tidy.sources import ROOT, python_files

PRODUCT = ("nauli", "nauli_sandbox", "demo", "bench")
# Written so that this file does not count itself.
_MARKS = {
    "type: ignore": r"#\s*type:\s*ignore",
    "noqa": r"#\s*noqa",
    "no cover": r"#\s*pragma:\s*no\s*cover",
    "skip": r"\bpytest\.skip\b|\bmark\.skip|\bskipif\b|\bimportorskip\b|\bunittest\.skip",
    "xfail": r"\bmark\.xfail\b|\bpytest\.xfail\b",
}
COUNTS = {
    ("type: ignore", "product"): 4,
    ("type: ignore", "tests"): 3,
    ("noqa", "product"): 40,
    ("noqa", "tests"): 18,
    ("no cover", "product"): 0,
    ("no cover", "tests"): 0,
    ("skip", "product"): 0,
    ("skip", "tests"): 1,
    ("xfail", "product"): 0,
    ("xfail", "tests"): 0,
}


def _count(mark: str, where: str) -> int:
    files = python_files(*PRODUCT) if where == "product" else python_files("tests")
    found = re.compile(_MARKS[mark])
    return sum(
        len(found.findall(path.read_text(encoding="utf-8")))
        for path in files
        if path.name != "test_counts.py"
    )


@pytest.mark.parametrize(("mark", "where"), COUNTS)
def test_exceptions_only_become_fewer(mark: str, where: str) -> None:
    found, known = _count(mark, where), COUNTS[mark, where]
    assert found <= known, f"{found} times {mark!r} in {where}, {known} are known: solve it instead"
    assert found == known, f"only {found} times {mark!r} in {where}: lower the number here"


@pytest.mark.parametrize("mark", ["type: ignore", "noqa"])
def test_every_exception_says_which_rule_it_is_from(mark: str) -> None:
    bare = re.compile(_MARKS[mark] + (r"(?!\[)" if mark == "type: ignore" else r"(?!:)"))
    assert [path for path in python_files() if bare.search(path.read_text(encoding="utf-8"))] == []


def test_no_import_contract_is_bent() -> None:
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    assert re.findall(r"^ignore_imports|^unmatched_ignore", text, re.MULTILINE) == []


def test_nobody_turns_a_warning_off() -> None:
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'filterwarnings = ["error"]' in settings
