"""At the end, the aims: what is still larger than it should be, though not forbidden."""

from __future__ import annotations

import pytest

from tests.tidy.test_sizes import FILE_AIM, FUNCTION_AIM, files, functions


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    long_functions = [where for where, lines in functions() if lines > FUNCTION_AIM]
    long_files = [where for where, lines in files() if lines > FILE_AIM]
    terminalreporter.write_line(
        f"tidy: {len(long_functions)} functions have more than {FUNCTION_AIM} lines,"
        f" {len(long_files)} files more than {FILE_AIM}"
    )
