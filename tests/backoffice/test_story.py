from __future__ import annotations

from django.test import Client
from django.urls import reverse

from nauli.backoffice.story import story_of
from nauli.desk.explain import explain
from nauli.payments.models import Payment
from tests.factories import new_order, new_payment


def test_it_is_the_story_that_is_told_everywhere(paid: Payment) -> None:
    story, told = story_of(paid), explain(paid)
    assert [line.step for line in story.lines] == told.steps
    assert story.standing == told.standing
    assert [(line.step.kind, line.step.title) for line in story.lines] == [
        ("change", "order open"),
        ("exchange", "requesttopay → 202"),
        ("event", "signed event: received"),
        ("change", "order open → paid"),
        ("change", "payment pending → succeeded"),
        ("ledger", "debit clearing:momo EUR 12.50"),
        ("ledger", "credit orders EUR 12.50"),
        ("message", "email to amina@example.org: payment_succeeded"),
        ("message", "sms to ***456: payment_succeeded"),
        ("receipt", "carrier says Success"),
    ]


def test_every_step_leads_to_its_row(paid: Payment, staff: Client) -> None:
    for line in story_of(paid).lines:
        assert staff.get(line.url).status_code == 200, line


def test_what_was_sent_and_told_stands_on_the_payments_page(paid: Payment, staff: Client) -> None:
    page = staff.get(reverse("admin:payments_payment_change", args=[paid.pk])).content.decode()
    assert page.count('<article class="step') == 10
    for words in ("&quot;amount&quot;: &quot;12.50&quot;", "status&quot;: &quot;success", "Amina"):
        assert words in page
    assert f"Succeeded: order {paid.order.number} is paid." in page


def test_another_payments_story_is_its_own(paid: Payment) -> None:
    other = Payment.objects.get(pk=new_payment(new_order()).pk)
    assert [line.step.title for line in story_of(other).lines] == ["order open"]
