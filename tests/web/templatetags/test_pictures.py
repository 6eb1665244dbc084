from __future__ import annotations

import pytest

from nauli.web.templatetags.pictures import srcset


def test_a_picture_of_ours_comes_in_two_sizes() -> None:
    both = "/static/web/photos/osu-480.webp 480w, /static/web/photos/osu-960.webp 960w"
    assert srcset("/static/web/photos/osu-960.webp") == both


@pytest.mark.parametrize(
    "photo",
    [
        "https://photos.example/static/web/photos/osu-960.webp",
        "/static/web/photos/goods/honey.webp",
        "/static/other/osu-960.webp",
    ],
)
def test_of_any_other_only_its_address_is_known(photo: str) -> None:
    assert srcset(photo) == ""
