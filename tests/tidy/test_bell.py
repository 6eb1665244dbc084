"""The bell is the only way to a worker, and every name that is rung is somebody's."""

from __future__ import annotations

import ast
import re

from nauli.config.celery import app
from tests.tidy.sources import ROOT, all_files, at, name_of, named, nodes

_EAGER = re.compile("task_always" + "_eager", re.IGNORECASE)


def _rung() -> list[tuple[str, ast.expr]]:
    return [
        (at(path, node), node.args[0])
        for path, node in nodes("nauli")
        if isinstance(node, ast.Call) and name_of(node) == "ring"
    ]


def test_every_name_that_is_rung_is_a_task() -> None:
    app.loader.import_default_modules()
    rung = _rung()
    assert len(rung) >= 4
    for where, name in rung:
        assert isinstance(name, ast.Constant), f"{where}: a name that cannot be looked for"
        assert name.value in app.tasks, f"{where}: no task is called {name.value!r}"


def test_every_task_of_ours_is_rung_by_somebody() -> None:
    app.loader.import_default_modules()
    rung = {name.value for _, name in _rung() if isinstance(name, ast.Constant)}
    assert {name for name in app.tasks if not name.startswith("celery.")} == rung


def test_nothing_is_enqueued_past_the_bell() -> None:
    found = {
        named(path)
        for path, node in nodes("nauli", "demo")
        if isinstance(node, ast.Call)
        and name_of(node) in {"delay", "apply_async", "send_task", "signature"}
    }
    assert found == {"nauli/kit/bell.py"}


def test_no_task_runs_where_it_was_called() -> None:
    mine = ROOT / "tests" / "tidy" / "test_bell.py"
    for path in all_files():
        if path.suffix in {".py", ".toml", ".yaml", ".cfg", ".ini", ".example"} and path != mine:
            assert not _EAGER.search(path.read_text(encoding="utf-8")), named(path)
    assert app.conf.task_always_eager is False
