"""The squares are read back, by the standard's own rules and with none of the writer's code."""

from __future__ import annotations

import re

import pytest

from nauli.kit.qr import qr, qr_svg
from nauli.travel.code import new_code
from tests.qr import of_svg, read


@pytest.mark.parametrize("_again", range(20))
def test_a_reader_reads_the_code(_again: int) -> None:
    code = new_code()
    assert read(qr(code)) == code


def test_a_picture_has_the_same_squares_and_runs_nothing() -> None:
    address = "https://shop.example.com/o/eHG_D8JjQ_mKBRssukS1Kg/"
    picture = qr_svg(address, title="<b>Pay & go</b>")
    assert of_svg(picture) == qr(address)
    text = picture.decode()
    assert "<title>&lt;b&gt;Pay &amp; go&lt;/b&gt;</title>" in text
    assert re.findall(r"<(\w+)", text) == ["svg", "title", "path", "path"]
