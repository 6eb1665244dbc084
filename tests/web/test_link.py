from __future__ import annotations

from uuid import uuid4

import pytest

from nauli.web.link import LinkConverter


def test_a_link_is_read_as_it_was_written() -> None:
    link = uuid4()
    assert LinkConverter().to_python(LinkConverter().to_url(link)) == link


@pytest.mark.parametrize("text", ["A" * 21 + "B", "_" * 21 + "*"])
def test_two_texts_are_never_one_link(text: str) -> None:
    """The last of 22 letters has bits to spare, which must be zero."""
    with pytest.raises(ValueError, match=r"."):
        LinkConverter().to_python(text)
