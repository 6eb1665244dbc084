from __future__ import annotations

import re
from typing import cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from nauli.api import plain
from tests.door import Door


def _sentence(response: HttpResponse, status: int) -> str:
    """Return all that a person reads of it."""
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    page = response.content.decode()
    assert page.count("<p>") == 1
    return re.sub(r"<[^>]+>", "", page.partition("<body")[2].partition(">")[2]).strip()


@pytest.mark.parametrize("path", ["/nowhere", "/healthz/", "/admin", "/.env"])
def test_what_is_not_there_is_one_sentence(path: str) -> None:
    assert _sentence(Door().get(path), 404) == "There is nothing at this address."


@pytest.mark.django_db
def test_staff_are_told_that_nothing_can_be_changed() -> None:
    client = Client()
    client.force_login(User.objects.create_user("amina", is_staff=True))
    response = cast("HttpResponse", client.get("/admin/orders/order/add/"))
    assert "nothing can be changed" in _sentence(response, 403)


def test_a_form_of_another_site_is_told_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    response = cast("HttpResponse", client.post("/admin/login/", {"username": "amina"}))
    assert "open its page again" in _sentence(response, 403)


def test_a_sentence_is_shown_as_text_whatever_it_holds() -> None:
    page = plain.plain_page("<script>", status=400).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_the_browsers_icon_is_there() -> None:
    response = Door().get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/backoffice/icon.svg")


@pytest.mark.parametrize(("page", "status"), [(plain.bad_request, 400), (plain.failed, 500)])
def test_what_went_wrong_is_one_sentence(page: object, status: int) -> None:
    assert callable(page)
    assert _sentence(page(None), status).endswith(".")
