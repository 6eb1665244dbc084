"""The squares are read back, by the standard's own rules and with none of the writer's code."""

from __future__ import annotations

import pytest

from nauli.travel.code import new_code
from nauli.travel.qr import qr
from tests.qr import read


@pytest.mark.parametrize("_again", range(20))
def test_a_reader_reads_the_code(_again: int) -> None:
    code = new_code()
    assert read(qr(code)) == code
