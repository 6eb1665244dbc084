from __future__ import annotations

import pytest

from nauli.gateways.near import is_near


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://[::1]/", True),
        ("http://192.168.1.7", True),
        ("http://localhost", True),
        ("http://shop", True),
        ("https://shop.example", False),
        ("https://8.8.8.8", False),
    ],
)
def test_an_address_is_near_or_out_there(url: str, *, near: bool) -> None:
    assert is_near(url) is near
