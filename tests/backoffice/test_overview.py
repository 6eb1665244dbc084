from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nauli.backoffice.overview import Figure, overview
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
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
    told = new_payment()
    raise_case(Case.Kind.EVENT, 7, detail="A signed event says EUR 0.01.", payment=told.pk)
    figures = _figures()
    assert figures["Open cases"].value == "2"
    assert figures["Open cases"].alarming
    page = staff.get(reverse("admin:index")).content.decode()
    assert payment.reference in page
    assert "A signed event says EUR 0.01." in page
    # A case of an event names the payment and not the event, and the payment's own amount.
    assert f">{told.reference}</a>" in page
    assert "<td>EUR 12.50</td>" in page


@pytest.mark.django_db
def test_where_nothing_waits_nothing_alarms(staff: Client) -> None:
    assert not any(figure.alarming for figure in _figures().values())
    assert staff.get(reverse("admin:index")).content.decode().count("<p>None.</p>") == 1


@pytest.mark.django_db
def test_every_figure_leads_to_its_rows(staff: Client) -> None:
    pay(new_payment())
    payment = set_aside(new_payment())
    figure = _figures()["Open cases"]
    rows = staff.get(figure.url).context["cl"].result_list
    assert [row.fact for row in rows] == [payment.reference]
    for other in _figures().values():
        assert staff.get(other.url).status_code == 200


@pytest.mark.django_db
def test_a_long_queue_costs_as_many_queries_as_a_short_one(staff: Client) -> None:
    def add(number: int) -> None:
        set_aside(new_payment())
        raise_case(Case.Kind.EVENT, number, detail="It fits nothing.")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            staff.get(reverse("admin:index"))
        return len(asked)

    add(0)
    few = queries()
    for number in range(1, 4):
        add(number)
    assert queries() == few
