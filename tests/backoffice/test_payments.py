from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.backoffice.conftest import new_refund, pay, set_aside
from tests.factories import failed, new_order, new_payment, new_product


def _references(staff: Client, **filters: str) -> set[str]:
    page = staff.get(reverse("admin:payments_payment_changelist"), filters)
    return {payment.reference for payment in page.context["cl"].result_list}


def test_payments_are_filtered_by_state(staff: Client) -> None:
    new_payment()
    aside, gone = set_aside(new_payment()), settle(failed(new_payment()))
    assert _references(staff, state__exact="set_aside") == {aside.reference}
    assert _references(staff, state__exact="failed") == {gone.reference}


def test_money_is_shown_with_its_currency_and_its_own_decimals(staff: Client) -> None:
    for currency, price, shown in (("UGX", "25000", "UGX 25,000"), ("EUR", "9.5", "EUR 9.50")):
        payment = new_payment(new_order(new_product(price=price, currency=currency)))
        for path in (
            reverse("admin:payments_payment_changelist"),
            reverse("admin:payments_payment_change", args=[payment.pk]),
            reverse("admin:orders_order_change", args=[payment.order_id]),
        ):
            assert shown in staff.get(path).content.decode()


def test_a_failure_is_shown_in_our_word_and_in_the_gateways(staff: Client) -> None:
    payment = settle(failed(new_payment()))
    page = staff.get(reverse("admin:payments_payment_change", args=[payment.pk]))
    assert "declined: APPROVAL_REJECTED" in page.content.decode()


def test_only_what_failed_says_why(staff: Client) -> None:
    paid, gone = pay(new_payment()), settle(failed(new_payment()))
    for payment, says_why in ((paid, False), (gone, True)):
        page = staff.get(reverse("admin:payments_payment_change", args=[payment.pk]))
        assert ("Why it failed" in page.content.decode()) is says_why


def test_where_it_stands_comes_before_its_fields_and_its_story(staff: Client) -> None:
    payment = pay(new_payment())
    page = staff.get(reverse("admin:payments_payment_change", args=[payment.pk])).content.decode()
    standing = page.index(f"Succeeded: order {payment.order.number} is paid.")
    assert standing < page.index("Confirmed at") < page.index('<article class="step')


def test_the_list_says_where_money_is_booked(staff: Client) -> None:
    pay(new_payment())
    page = staff.get(reverse("admin:payments_payment_changelist")).content.decode()
    assert re.search(r"field-booked_to[^>]*>\s*orders", page)


def test_a_payment_shows_its_refunds_and_what_is_left(staff: Client) -> None:
    payment = pay(new_payment())
    path = reverse("admin:payments_payment_change", args=[payment.pk])
    assert "Gone back" in staff.get(path).content.decode()
    refund = new_refund(payment)
    page = staff.get(path).content.decode()
    assert refund.reference in page
    assert page.count("EUR 5.00") >= 3  # as a field, in the table, in the standing
    assert "EUR 5.00 is on its way back" in page


def test_only_what_is_paid_on_a_page_has_a_page(staff: Client) -> None:
    payment = new_payment()
    path = reverse("admin:payments_payment_change", args=[payment.pk])
    assert "gateway&#x27;s page" not in staff.get(path).content.decode()
    payment.checkout_url = "https://checkout.chapa.test/payment/abc"
    payment.save()
    page = staff.get(path).content.decode()
    assert "gateway&#x27;s page" in page
    assert payment.checkout_url in page
    assert f'href="{payment.checkout_url}"' not in page


def test_exchanges_are_filtered_by_their_answer(paid: Payment, staff: Client) -> None:
    path = reverse("admin:payments_exchange_changelist")
    for answer, count in (("ok", 1), ("refused", 0), ("none", 0)):
        assert staff.get(path, {"answer": answer}).context["cl"].result_count == count
