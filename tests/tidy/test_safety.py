"""Mistakes that are easy to make and hard to see, found by their shape."""

from __future__ import annotations

import ast
import re

from tests.tidy.sources import at, name_of, nodes

_SECRET = re.compile(r"digest|signature|hmac|secret|token|password|^sign$", re.IGNORECASE)
# Talking to a gateway or a carrier, by the names of the contracts and of kit.http.
_ON_THE_WIRE = {"charge", "send", "request", "urlopen", "gateway", "email_channel", "sms_channel"}


def _is_secret(node: ast.expr) -> bool:
    """Say whether a name in `sign(body).encode()` speaks of a secret, and not only the last one."""
    while not _SECRET.search(name_of(node)):
        inner = node.func if isinstance(node, ast.Call) else node
        if not isinstance(inner, ast.Attribute):
            return False
        node = inner.value
    return True


def test_secrets_are_never_compared_with_an_equals_sign() -> None:
    """`==` ends at the first difference, and its time tells where that is."""
    found = [
        at(path, node)
        for path, node in nodes("nauli", "nauli_sandbox")
        if isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        and any(_is_secret(side) for side in (node.left, *node.comparators))
        and not any(isinstance(side, ast.Constant) for side in node.comparators)
    ]
    assert found == []


def _is_atomic(node: ast.AST) -> bool:
    return name_of(node) == "atomic"


def _in_transactions() -> list[tuple[str, str]]:
    """Return what is called directly within `atomic`, as a decorator or as a block."""
    found = []
    for path, node in nodes("nauli"):
        blocks = (
            isinstance(node, ast.With) and any(_is_atomic(item.context_expr) for item in node.items)
        ) or (isinstance(node, ast.FunctionDef) and any(map(_is_atomic, node.decorator_list)))
        if blocks:
            calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
            found += [(at(path, call), name_of(call)) for call in calls]
    return found


def test_nobody_talks_to_the_network_in_a_transaction() -> None:
    calls = _in_transactions()
    assert len(calls) > 50
    assert [where for where, name in calls if name in _ON_THE_WIRE] == []


def test_no_program_is_run_by_a_shell_and_nothing_is_unpickled() -> None:
    found = [
        at(path, node)
        for path, node in nodes("nauli", "nauli_sandbox", "demo")
        if (isinstance(node, ast.keyword) and node.arg == "shell")
        or (isinstance(node, ast.alias) and node.name in {"pickle", "marshal"})
    ]
    assert found == []
