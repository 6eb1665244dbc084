from __future__ import annotations

from django.test import Client
from django.urls import reverse

from nauli.backoffice.overview import overview
from nauli.notifications.models import Message
from nauli.refunds.models import Refund
from nauli.refunds.news import tell_refunded
from tests.backoffice.conftest import new_refund, pay
from tests.factories import new_payment


def _found(staff: Client, **filters: str) -> list[Refund]:
    page = staff.get(reverse("admin:refunds_refund_changelist"), filters)
    return list(page.context["cl"].result_list)


def test_a_refund_is_found_by_its_names_and_its_payments(staff: Client) -> None:
    refund, other = new_refund(pay(new_payment())), new_refund(pay(new_payment()))
    refund.number = "RF-77"
    refund.save()
    payment = refund.payment
    for words in (refund.reference, "RF-77", payment.reference, payment.order.number):
        assert _found(staff, q=words) == [refund], words
    other.state = "failed"
    other.save()
    assert _found(staff, state__exact="failed") == [other]


def test_its_page_says_why_it_failed_and_leads_to_its_payment(staff: Client) -> None:
    refund = new_refund(pay(new_payment()))
    refund.failure_code, refund.failure_message = "not_enough_funds", "The wallet is empty"
    refund.save()
    path = reverse("admin:refunds_refund_change", args=[refund.pk])
    page = staff.get(path).content.decode()
    assert "not_enough_funds: The wallet is empty" in page
    assert "EUR 5.00" in page
    assert "It did not fit" in page
    assert reverse("admin:payments_payment_change", args=[refund.payment_id]) in page


def test_what_is_on_its_way_is_counted_on_the_first_page(staff: Client) -> None:
    new_refund(pay(new_payment()))
    figures = overview()["figures"]
    assert isinstance(figures, list)
    (figure,) = [one for one in figures if one.title == "Refunds on their way"]
    assert figure.value == "1"
    assert len(staff.get(figure.url).context["cl"].result_list) == 1


def test_news_of_a_refund_lead_to_it(staff: Client) -> None:
    refund = new_refund(pay(new_payment()))
    tell_refunded(refund)
    message = Message.objects.get(topic="refund_succeeded", channel="sms")
    page = staff.get(reverse("admin:notifications_message_change", args=[message.pk]))
    assert reverse("admin:refunds_refund_change", args=[refund.pk]) in page.content.decode()
