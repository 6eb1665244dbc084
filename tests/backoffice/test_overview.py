from __future__ import annotations

import hashlib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nauli.backoffice.overview import Figure, overview
from nauli.webhooks.models import Event
from tests.backoffice.conftest import pay, set_aside
from tests.factories import new_payment


def _figures() -> dict[str, Figure]:
    figures = overview()["figures"]
    assert isinstance(figures, list)
    return {figure.title: figure for figure in figures}


@pytest.mark.django_db
def test_what_waits_for_a_person_is_counted_and_shown(staff: Client) -> None:
    pay(new_payment())
    payment = set_aside(new_payment())
    Event.objects.create(
        door="momo", digest="e" * 64, body=b"{}", state="set_aside", note="It says EUR 0.01."
    )
    figures = _figures()
    assert (figures["Payments to review"].value, figures["Events set aside"].value) == ("1", "1")
    assert figures["Payments to review"].alarming
    page = staff.get(reverse("admin:index")).content.decode()
    assert payment.reference in page
    assert "It says EUR 0.01." in page


@pytest.mark.django_db
def test_where_nothing_waits_nothing_alarms(staff: Client) -> None:
    assert not any(figure.alarming for figure in _figures().values())
    assert staff.get(reverse("admin:index")).content.decode().count("<p>None.</p>") == 2


@pytest.mark.django_db
def test_every_figure_leads_to_its_rows(staff: Client) -> None:
    pay(new_payment())
    payment = set_aside(new_payment())
    figure = _figures()["Payments to review"]
    rows = staff.get(figure.url).context["cl"].result_list
    assert [row.reference for row in rows] == [payment.reference]
    for other in _figures().values():
        assert staff.get(other.url).status_code == 200


@pytest.mark.django_db
def test_a_long_queue_costs_as_many_queries_as_a_short_one(staff: Client) -> None:
    def add(number: int) -> None:
        payment = set_aside(new_payment())
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        Event.objects.create(
            door="momo", digest=digest, body=b"{}", state="set_aside", payment=payment
        )

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            staff.get(reverse("admin:index"))
        return len(asked)

    add(0)
    few = queries()
    for number in range(1, 4):
        add(number)
    assert queries() == few
