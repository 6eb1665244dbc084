from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from nauli.customers.models import Customer
from tests.factories import new_customer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "phone", ["", "0772123456", "256772123456", "+0772123456", "+25677", "+256 772"]
)
def test_the_database_takes_only_e164(phone: str) -> None:
    with pytest.raises(IntegrityError, match="a_phone_is_e164"), transaction.atomic():
        new_customer(phone=phone)
    assert not Customer.objects.exists()


def test_a_family_may_share_a_phone() -> None:
    new_customer(name="Amina")
    new_customer(name="Kato")
    assert Customer.objects.filter(phone="+256772123456").count() == 2
