"""The project's files as these tests look at them. No git is needed: a download has none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("nauli", "nauli_sandbox", "demo", "bench", "tests")
# What is made on this machine and never handed on (see .gitignore).
_MADE = {
    ".git",
    ".venv",
    ".wire",
    "var",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    ".hypothesis",
    "dist",
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Return every Python file of these folders, or of all that are ours."""
    roots = [ROOT / folder for folder in folders or OURS]
    return tuple(sorted(path for root in roots for path in root.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def nodes(*folders: str) -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node of every file, with its file."""
    for path in python_files(*folders):
        for node in ast.walk(tree(path)):
            yield path, node


def at(path: Path, node: ast.AST) -> str:
    return f"{named(path)}:{getattr(node, 'lineno', 0)}"


def name_of(node: ast.AST) -> str:
    """Return the last name of what is called or compared: `a.b.c()` is "c"."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def all_files() -> Iterator[Path]:
    """Yield every file that belongs to the project, whatever its kind."""
    waiting = [ROOT]
    while waiting:
        for path in waiting.pop().iterdir():
            if path.name in _MADE or path.name == ".env" or path.suffix == ".pyc":
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield path
