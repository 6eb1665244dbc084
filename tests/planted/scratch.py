"""A copy of the tree in which things may be broken."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_LEFT_OUT = (".git", ".venv", ".wire", "var*", "__pycache__", ".*_cache", ".hypothesis", "dist")


@contextmanager
def scratch_copy() -> Iterator[Path]:
    """Copy the tree to a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="nauli-scratch-") as folder:
        copy = Path(folder) / "nauli"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)
        yield copy


def environment(copy: Path) -> Mapping[str, str]:
    """Return the environment in which Python finds the copy's modules, and not ours."""
    return {**os.environ, "PYTHONPATH": str(copy)}


def replace_once(file: Path, old: str, new: str) -> str | None:
    """Replace what stands exactly once in a file; return the file as it was, or None where not."""
    whole = file.read_text(encoding="utf-8")
    if whole.count(old) != 1:
        return None
    file.write_text(whole.replace(old, new), encoding="utf-8")
    return whole
