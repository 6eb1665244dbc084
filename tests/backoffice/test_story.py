from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nauli.backoffice.story import story_of
from nauli.payments.models import Payment
from tests.factories import new_order, new_payment


def test_a_paid_payments_story_is_told_in_order(paid: Payment) -> None:
    steps = [(step.kind, step.title) for step in story_of(paid)]
    assert steps == [
        ("change", "order open"),
        ("exchange", "requesttopay → 202"),
        ("event", "signed event: received"),
        ("change", "order open → paid"),
        ("change", "payment pending → succeeded"),
        ("ledger", "debit clearing:momo EUR 12.50"),
        ("ledger", "credit orders EUR 12.50"),
        ("message", "email to amina@example.org: payment_succeeded"),
        ("message", "sms to +256772123456: payment_succeeded"),
        ("receipt", "carrier says Success"),
    ]


def test_every_step_leads_to_its_row(paid: Payment, staff: Client) -> None:
    for step in story_of(paid):
        assert staff.get(step.url).status_code == 200, step


def test_what_was_sent_and_told_stands_on_the_payments_page(paid: Payment, staff: Client) -> None:
    page = staff.get(reverse("admin:payments_payment_change", args=[paid.pk])).content.decode()
    assert page.count('<article class="step') == 10
    for words in ("&quot;amount&quot;: &quot;12.50&quot;", "status&quot;: &quot;success", "Amina"):
        assert words in page


def test_another_payments_story_is_its_own(paid: Payment) -> None:
    other = new_payment(new_order())
    assert [step.title for step in story_of(other)] == ["order open"]


def test_a_story_costs_as_many_queries_as_there_are_kinds(paid: Payment) -> None:
    with CaptureQueriesContext(connection) as asked:
        story_of(paid)
    assert len(asked) == 7
