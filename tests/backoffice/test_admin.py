from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nauli.access.models import ApiKey
from nauli.payments.models import Exchange, Payment
from nauli.travel.models import Booking, Listing
from nauli.travel.review import review
from nauli.webhooks.models import Event
from tests.backoffice.conftest import pay
from tests.factories import (
    new_booking,
    new_key,
    new_listing,
    new_order,
    new_payment,
    new_product,
)
from tests.web.forms import Forms

OURS = [model for model in apps.get_models() if model.__module__.startswith("nauli.")]


def _pages(model: type[Model]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def _list(model: type[Model]) -> str:
    return reverse(f"{_pages(model)}_changelist")


def _row(model: type[Model], number: object) -> str:
    return reverse(f"{_pages(model)}_change", args=[number])


def test_every_model_of_ours_and_no_other_has_its_pages() -> None:
    assert set(admin.site._registry) == set(OURS)
    assert len(OURS) >= 14


@pytest.mark.parametrize("model", OURS)
def test_every_list_and_every_row_can_be_looked_at(
    model: type[Model], everything: Payment, staff: Client
) -> None:
    row = model._default_manager.first()
    assert row is not None
    assert staff.get(_list(model)).status_code == 200
    assert staff.get(_row(model, row.pk)).status_code == 200
    assert staff.get(_list(model), {"q": "0772 123456"}).status_code == 200


@pytest.mark.parametrize("model", OURS)
def test_nothing_can_be_added_changed_or_removed(
    model: type[Model], everything: Payment, staff: Client
) -> None:
    User.objects.update(is_superuser=True)
    before = list(model._default_manager.order_by("pk").values())
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    add, delete = (
        reverse(f"{_pages(model)}_add"),
        reverse(f"{_pages(model)}_delete", args=[row.pk]),
    )
    for path, body in (
        (add, {}),
        (delete, {"post": "yes"}),
        (_row(model, row.pk), {"name": "other", "state": "failed"}),
        (_list(model), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}),
    ):
        staff.post(path, body)
        assert list(model._default_manager.order_by("pk").values()) == before
    assert staff.get(add).status_code == staff.get(delete).status_code == 403
    assert b"delete_selected" not in staff.get(_list(model)).content


@pytest.mark.parametrize("is_staff", [False, None])
def test_only_staff_comes_in(is_staff: bool | None, everything: Payment) -> None:  # noqa: FBT001 - a parameter of the test
    client = Client()
    if is_staff is not None:
        client.force_login(User.objects.create_user("customer", is_staff=is_staff))
    paths = [reverse("admin:index")]
    for model in OURS:
        row = model._default_manager.first()
        assert row is not None
        paths += [_list(model), _row(model, row.pk)]
    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, "/admin/login/" in answer["Location"]) == (302, True)


def _queries(staff: Client, model: type[Model]) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert staff.get(_list(model)).status_code == 200
    return len(asked)


@pytest.mark.parametrize("model", OURS)
def test_a_list_costs_as_many_queries_with_many_rows_as_with_one(
    model: type[Model], everything: Payment, staff: Client
) -> None:
    few = _queries(staff, model)
    for number in range(3):
        new_key()
        payment = pay(new_payment(new_order(new_product(), new_product())), number)
        Event.objects.create(door="momo", digest=f"{number:064}", body=b"{}", payment=payment)
        Exchange.objects.create(payment=payment, operation="status", method="GET", headers={})
        stay = new_booking(check_in=date(2026, 1, 1), state=Booking.State.COMPLETED)
        review(stay.listing, stay.pk, rating=4)
    assert _queries(staff, model) == few


def test_no_page_shows_what_could_open_a_door(staff: Client) -> None:
    key = new_key()
    row = ApiKey.objects.get()
    for path in (_list(ApiKey), _row(ApiKey, row.pk)):
        page = staff.get(path).content.decode()
        assert row.name in page
        assert key not in page
        assert row.digest not in page


def test_no_page_shows_what_opens_a_calendar(staff: Client) -> None:
    listing = new_listing()
    for path in (_list(Listing), _row(Listing, listing.pk)):
        page = staff.get(path).content.decode()
        assert listing.title in page
        assert listing.calendar_token not in page


@pytest.mark.django_db
def test_who_knocks_at_its_door_logs_in_at_the_desk_and_comes_back() -> None:
    User.objects.create_user("amina", password="a long enough one", is_staff=True)
    typed = {"username": "amina", "password": "a long enough one"}
    for asked, wanted in (
        ("/admin/login/", "/admin/"),
        ("/admin/login/?next=/admin/orders/order/%3Fq%3D1", "/admin/orders/order/?q=1"),
    ):
        client = Client()
        there = client.post(asked, typed)["Location"]
        assert client.get("/admin/").status_code == 302  # no password is looked at here
        page = client.get(there)
        form = Forms(page.content.decode()).by_action[""]
        answer = client.post(there, {**form, **typed})
        assert (answer.status_code, answer["Location"]) == (302, wanted)
        assert client.get(wanted).status_code == 200
