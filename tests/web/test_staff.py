from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.web.forms import Forms

pytestmark = pytest.mark.django_db

_SCANNED = "/desk/?code=NV-0000-0000-0000"


def _account(*, is_staff: bool = True) -> dict[str, str]:
    User.objects.create_user("amina", password="a long password", is_staff=is_staff)
    return {"username": "amina", "password": "a long password"}


def test_staff_log_in_without_javascript_and_are_led_to_what_they_scanned() -> None:
    account, client = _account(), Client()
    asked = client.get(_SCANNED)
    page = client.get(asked["Location"], headers={"accept-language": "fr"})
    assert '<html lang="fr">' in page.content.decode()
    assert "default-src 'none'" in page["Content-Security-Policy"]
    form = Forms(page.content.decode()).by_action[""]
    entered = client.post(asked["Location"], {**form, **account})
    assert (entered.status_code, entered["Location"]) == (302, _SCANNED)
    assert client.get(_SCANNED).status_code == 200
    # One session for both doors of the staff.
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize(("is_staff", "password"), [(False, "a long password"), (True, "wrong")])
def test_nobody_else_gets_in(*, is_staff: bool, password: str) -> None:
    account, client = _account(is_staff=is_staff), Client()
    refused = client.post("/desk/login/", {**account, "password": password})
    assert refused.status_code == 200
    assert 'role="alert"' in refused.content.decode()
    assert client.get(_SCANNED).status_code == 302


def test_nobody_is_led_to_another_site() -> None:
    entered = Client().post("/desk/login/", {**_account(), "next": "https://evil.example/desk/"})
    assert (entered.status_code, entered["Location"]) == (302, "/desk/")


def test_who_leaves_the_desk_is_out() -> None:
    client = Client()
    client.post("/desk/login/", _account())
    assert client.get("/desk/logout/").status_code == 405
    assert client.post("/desk/logout/").status_code == 302
    assert client.get(_SCANNED).status_code == 302


def test_another_site_can_send_no_password() -> None:
    assert Client(enforce_csrf_checks=True).post("/desk/login/", _account()).status_code == 403
