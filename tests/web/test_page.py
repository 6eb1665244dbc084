from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories import new_product
from tests.web.pages import answer

pytestmark = pytest.mark.django_db


def test_nothing_foreign_and_nothing_written_into_a_page_runs() -> None:
    response = answer("/")
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    text = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=|javascript:", text)
    assert (response["Referrer-Policy"], response["X-Frame-Options"]) == ("same-origin", "DENY")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Permissions-Policy"].startswith("camera=(), geolocation=(),")


def test_who_only_looks_gets_no_cookie_but_what_guards_a_form() -> None:
    assert not answer("/").cookies
    new_product()
    assert answer("/").cookies.keys() == {"csrftoken"}


def test_a_page_is_small_on_the_way(client: Client) -> None:
    for _ in range(8):
        new_product()
    page = client.get("/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    parts = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get("/").content.decode())
    assert len(parts) == 3
    weight = len(page.content)
    for part in parts:
        answered = client.get(part, headers={"accept-encoding": "gzip"})
        assert answered.status_code == 200
        weight += len(answered.getvalue())
    assert weight < 60_000
