from __future__ import annotations

import pytest
from django.test import Client

from tests.web.pages import get

pytestmark = pytest.mark.django_db


def test_a_page_speaks_what_the_browser_asks_for_unless_the_visitor_has_chosen() -> None:
    client = Client(headers={"accept-language": "fr-FR,fr;q=0.9"})
    assert 'lang="fr"' in client.get("/").content.decode()
    chosen = client.get("/language/sw/", {"next": "/goods/?page=2"})
    assert (chosen.status_code, chosen["Location"]) == (302, "/goods/?page=2")
    cookie = chosen.cookies["django_language"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert '<html lang="sw">' in client.get("/").content.decode()


def test_what_no_native_has_read_is_said_to_be_a_draft() -> None:
    assert "Kiswahili (rasimu)" in get("/", language="sw")
    assert "(draft)" not in get("/", language="fr")


def test_who_speaks_none_of_ours_reads_english() -> None:
    assert '<html lang="en">' in get("/", language="de")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.get("/language/fr/", {"next": elsewhere})["Location"] == "/"


def test_there_is_no_other_language(client: Client) -> None:
    assert client.get("/language/xx/").status_code == 404
