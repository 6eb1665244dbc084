from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from nauli.cases.close import close_case
from nauli.cases.models import Case
from nauli.cases.raise_case import raise_case
from tests.backoffice.conftest import set_aside
from tests.factories import new_payment

pytestmark = pytest.mark.django_db


def _page(staff: Client, case: Case) -> str:
    return staff.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()


def test_an_open_case_leads_to_its_payment_and_says_how_it_is_ended(staff: Client) -> None:
    payment = set_aside(new_payment())
    case = Case.objects.get()
    page = _page(staff, case)
    where = reverse("admin:payments_payment_change", args=[payment.pk])
    assert re.search(rf'href="{where}"[^>]*>{payment.reference}</a>', page)
    assert f"nauli cases close {case.pk} --resolution" in page
    assert f"nauli cases refund {case.pk}," in page
    close_case(case.pk, resolution="Sent back by hand.")
    page = _page(staff, case)
    assert "nauli cases close" not in page
    assert "nauli cases refund" not in page
    assert "Sent back by hand." in page


def test_no_button_could_be_taken_for_closing_the_case(staff: Client) -> None:
    set_aside(new_payment())
    buttons = re.findall(
        r"<(?:a|button)[^>]*>\s*(Close|Back|Save)\s*</", _page(staff, Case.objects.get())
    )
    assert buttons == ["Back"]


def test_a_case_of_an_event_is_over_its_payments_amount(staff: Client) -> None:
    payment = new_payment()
    raise_case(Case.Kind.EVENT, 44, detail="A signed event says failed.", payment=payment.pk)
    raise_case(Case.Kind.EVENT, 45, detail="The body is not JSON.")
    first, second = Case.objects.order_by("pk")
    for page in (
        _page(staff, first),
        staff.get(reverse("admin:cases_case_changelist")).content.decode(),
    ):
        assert f">{payment.reference}</a>" in page
        assert "EUR 12.50" in page
    assert "EUR" not in _page(staff, second)
    assert "nauli cases refund" not in _page(staff, first)
