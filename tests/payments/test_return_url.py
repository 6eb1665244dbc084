from __future__ import annotations

import pytest
from pytest_django import Settings

from nauli.payments.errors import ReturnUrlNotAllowed
from nauli.payments.return_url import check_return_url


@pytest.fixture(autouse=True)
def _shop(settings: Settings) -> None:
    settings.RETURN_URL_HOSTS = {"shop.example"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://shop.example",
        "http://shop.example/thanks?order=1#top",
        "https://SHOP.example:8443/thanks",
    ],
)
def test_an_allowed_host_is_taken(url: str) -> None:
    check_return_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://shop.example.evil.example/",
        "https://evil.example/?https://shop.example/",
        "https://shop.example@evil.example/",
        "https://evil.example\\@shop.example/",
        "//shop.example/",
        "/thanks",
        "javascript:alert(1)",
        "ftp://shop.example/",
        "https://shop.example/a b",
        "https://shop.example/\nSet-Cookie: x",
        "https://shop.example/é",
        "https://[shop.example/",
        "https://evil.example@shop.example/",
        "https://@shop.example/",
        "https://shop.example:0/",
        "https://shop.example:65536/",
        "https://shop.example:port/",
        "https://shop.example:80@evil.example/",
        "https://shop.example./",
        "https://shop.example%2eevil.example/",
        "https://xn--shp-rna.example/",
        "https:shop.example",
        "https:///shop.example",
        "https:/\\shop.example",
        "https://shop.example/" + "x" * 480,
    ],
)
def test_nobody_is_sent_elsewhere(url: str) -> None:
    with pytest.raises(ReturnUrlNotAllowed) as refusal:
        check_return_url(url)
    assert refusal.value.field == "return_url"
