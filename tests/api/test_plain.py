from __future__ import annotations

from nauli.api import plain
from tests.door import Door


def test_a_sentence_is_shown_as_text_whatever_it_holds() -> None:
    page = plain.plain_page("<script>", status=400).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_nothing_in_it_runs_and_nothing_is_loaded() -> None:
    response = plain.plain_page("No.", status=400)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "style" not in response.content.decode()


def test_the_browsers_icon_is_there() -> None:
    response = Door().get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/backoffice/icon.svg")
