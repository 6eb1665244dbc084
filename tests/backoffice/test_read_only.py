from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import new_customer, new_order, new_payment


def _found(staff: Client, words: str) -> int:
    page = staff.get(reverse("admin:payments_payment_changelist"), {"q": words})
    return int(page.context["cl"].result_count)


@pytest.mark.parametrize(
    "words", ["+256772123456", "0772 123456", "0772-123-456", "772123456", "123456"]
)
def test_a_phone_is_found_however_it_is_written(staff: Client, words: str) -> None:
    new_payment()
    assert _found(staff, words) == 1
    assert _found(staff, "0772 999999") == 0


def test_a_payment_is_found_by_each_of_its_names(staff: Client) -> None:
    payment = new_payment(new_order(customer=new_customer(phone="+250788000111")))
    payment.transaction = "1234567890"
    payment.save()
    new_payment()
    for words in (
        payment.reference,
        str(payment.pk),
        payment.order.number,
        "0000 no such thing",
        "1234567890",
        "+250788000111",
    ):
        assert _found(staff, words) == (0 if "no such" in words else 1), words
