"""What is too long to be read at once is too long."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.tidy.sources import at, named, nodes, python_files

FUNCTION_AIM, FUNCTION_LIMIT = 40, 70
FILE_AIM, FILE_LIMIT = 200, 400


def functions() -> Iterator[tuple[str, int]]:
    for path, node in nodes():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{at(path, node)} {node.name}", lines


def files() -> Iterator[tuple[str, int]]:
    for path in python_files():
        yield named(path), len(path.read_text(encoding="utf-8").splitlines())


def test_no_function_is_longer_than_its_limit() -> None:
    assert [(where, lines) for where, lines in functions() if lines > FUNCTION_LIMIT] == []


def test_no_file_is_longer_than_its_limit() -> None:
    assert [(where, lines) for where, lines in files() if lines > FILE_LIMIT] == []
