from __future__ import annotations

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from nauli.cases.models import Case
from nauli.desk.case_payments import payments_of
from tests.factories import new_payment

pytestmark = pytest.mark.django_db


def test_the_payments_of_many_cases_are_one_question(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    payments = [new_payment() for _ in range(3)]
    cases = [Case(payment=payment.pk) for payment in payments]
    with django_assert_num_queries(1):
        found = payments_of([*cases, Case(payment=None), Case(payment=uuid4())])
    assert found == {payment.pk: payment for payment in payments}
