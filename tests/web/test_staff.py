from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from nauli.limits.models import Tally
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


@pytest.mark.parametrize("key", ['"\\000aaaaaaaaaaaa"', "x" * 4000, "a" * 32, "caf\u00e9" * 8])
@pytest.mark.parametrize("path", ["/desk/", "/desk/login/", "/admin/"])
def test_a_session_that_there_cannot_be_is_none(path: str, key: str) -> None:
    """A cookie in quotes may hold signs by their numbers, also one that no database takes."""
    answer = Client(headers={"cookie": f"sessionid={key}"}).get(path)
    assert answer.status_code == (200 if path == "/desk/login/" else 302)


def _try(password: str, *, name: str = "amina", whence: str = "41.0.0.1") -> int:
    client = Client(headers={"x-forwarded-for": whence})
    return client.post("/desk/login/", {"username": name, "password": password}).status_code


@pytest.fixture
def _few(settings: Settings) -> None:
    settings.LOGINS_PER_ACCOUNT, settings.FORMS_PER_ADDRESS = 3, 5
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]


@pytest.mark.usefixtures("_few")
def test_who_guesses_is_stopped_before_the_password_is_looked_at() -> None:
    right = _account()["password"]
    assert [_try("wrong") for _ in range(4)] == [200, 200, 200, 429]
    answer = Client(headers={"x-forwarded-for": "41.0.0.1"}).post(
        "/desk/login/", {"username": "\uff41\uff4d\uff49\uff4e\uff41 ", "password": right}
    )
    assert (answer.status_code, "sessionid" in answer.cookies) == (429, False)
    assert 800 < int(answer["Retry-After"]) <= 900
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    for words in ("Somebody has tried to log in too often", "Try again in 15 minutes."):
        assert words in text
    # Nobody keeps staff out from afar.
    assert _try(right, whence="41.0.0.2") == 302


@pytest.mark.usefixtures("_few")
def test_who_asks_on_after_a_refusal_uses_up_nobody_elses_tries() -> None:
    """Of each account there are 30 from everywhere: one address may have three of them."""
    right = _account()["password"]
    assert [_try("wrong") for _ in range(40)] == [200] * 3 + [429] * 37
    assert _try(right, whence="41.0.0.2") == 302


@pytest.mark.usefixtures("_few")
def test_guesses_from_everywhere_end_too() -> None:
    _account()
    told = [_try("wrong", whence=f"41.0.{n}.1") for n in range(31)]
    assert (told[:30], told[30]) == ([200] * 30, 429)


@pytest.mark.usefixtures("_few")
def test_guesses_at_many_accounts_from_one_address_end_too() -> None:
    assert [_try("wrong", name=f"n{n}") for n in range(6)] == [200] * 5 + [429]


@pytest.mark.usefixtures("_few")
def test_who_gets_in_has_not_been_guessing() -> None:
    account = _account()
    for _ in range(2):
        assert [_try("wrong"), _try("wrong"), _try(account["password"])] == [200, 200, 302]
        Tally.objects.filter(pk__startswith="address/").delete()


@pytest.mark.usefixtures("_few")
def test_looking_at_the_page_is_no_try() -> None:
    assert {Client().get("/desk/login/").status_code for _ in range(8)} == {200}
    assert Tally.objects.count() == 0
