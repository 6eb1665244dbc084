"""Tests mirror the tree, and stand in for nothing of ours."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from tests.tidy.sources import ROOT, at, name_of, named, nodes, python_files

# These prove what no single file does.
_ACROSS = {"stories", "races", "tidy", "contracts", "wire", "conformance", "browser"}


def _mirrored(test: PurePosixPath) -> list[PurePosixPath]:
    """Return where the file may be that `tests/a/test_b.py` is about.

    One file may have several: `test_settle.py` and `test_settle_again.py` are about settle.py.
    """
    folder, words = test.parent, test.stem.removeprefix("test_").split("_")
    starts = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
    names = [name for start in starts for name in (f"{start}.py", f"__{start}__.py")]
    if folder.parts[:1] == ("sandbox",):
        inside = PurePosixPath("nauli_sandbox", *folder.parts[1:])
    elif folder.parts[:1] in {("demo",), ("bench",)}:
        inside = folder
    else:
        inside = PurePosixPath("nauli") / folder
    return [inside / name for name in names]


def test_every_test_file_mirrors_a_file() -> None:
    lost = []
    for path in python_files("tests"):
        test = PurePosixPath(named(path)).relative_to("tests")
        if not test.name.startswith("test_") or test.parts[0] in _ACROSS:
            continue
        if not any((ROOT / file).exists() for file in _mirrored(test)):
            lost.append(str(test))
    assert lost == []


def test_no_folder_of_tests_is_a_package() -> None:
    """With importlib's way of importing, a package would hide tests of the same name."""
    assert [named(path) for path in python_files("tests") if path.name == "__init__.py"] == []


def test_nothing_of_ours_is_mocked() -> None:
    found = [
        at(path, node)
        for path, node in nodes("tests")
        if (isinstance(node, ast.ImportFrom) and (node.module or "").endswith("mock"))
        or (isinstance(node, ast.alias) and "mock" in node.name.split("."))
        or (isinstance(node, ast.arg) and node.arg == "mocker")
    ]
    assert found == []


def test_no_function_of_ours_is_replaced_by_its_dotted_name() -> None:
    found = [
        at(path, node)
        for path, node in nodes("tests")
        if isinstance(node, ast.Call)
        and name_of(node) == "setattr"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and str(node.args[0].value).startswith("nauli")
    ]
    assert found == []
