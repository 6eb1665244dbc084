from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory

from nauli.web import errors


def _page(response: HttpResponse, status: int, *words: str) -> str:
    """Return the text of a page in the shop's look, on which nothing foreign runs or paints."""
    assert response.status_code == status
    assert "style-src 'self'" in response["Content-Security-Policy"]
    text = response.content.decode()
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\bsrc=)", text)
    assert text.count("<h1") == 1
    for word in (*words, "web/nauli.css"):
        assert word in text
    return text


def _get(address: str, *, language: str = "en") -> HttpResponse:
    client = Client(headers={"accept-language": language}, raise_request_exception=False)
    return cast("HttpResponse", client.get(address))


@pytest.mark.parametrize("address", ["/nowhere", "/healthz/", "/admin", "/.env", "/o/x/"])
def test_what_is_not_there_says_so_in_the_shops_look(address: str) -> None:
    _page(_get(address), 404, "There is nothing at this address.")


def test_it_is_said_in_the_visitors_language() -> None:
    assert '<html lang="fr">' in _page(_get("/nowhere", language="fr"), 404)


@pytest.mark.django_db
def test_staff_are_told_that_nothing_can_be_changed() -> None:
    client = Client()
    client.force_login(User.objects.create_user("amina", is_staff=True))
    response = cast("HttpResponse", client.get("/admin/orders/order/add/"))
    _page(response, 403, "nothing can be changed", 'href="/admin/"')


@pytest.mark.django_db
def test_a_form_of_another_site_is_told_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    for address in ("/admin/login/", "/cart/"):
        response = cast("HttpResponse", client.post(address, {"username": "amina"}))
        _page(response, 403, "open its page again")


@pytest.mark.parametrize(
    ("show", "status"), [(errors.bad_request, 400), (errors.not_allowed, 403), (errors.failed, 500)]
)
def test_each_of_djangos_hooks_is_a_page_that_asks_no_database(
    show: Callable[..., HttpResponse], status: int
) -> None:
    _page(show(RequestFactory().get("/x/"), ValueError("a")), status)
    _page(show(RequestFactory().get("/x/"), exception=ValueError("a")), status)


def test_no_name_of_a_host_that_is_not_ours_gets_a_page_of_the_shop() -> None:
    response = cast("HttpResponse", Client(headers={"host": "evil.example"}).get("/"))
    assert response.status_code == 400
    assert "default-src 'none'" in response["Content-Security-Policy"]
