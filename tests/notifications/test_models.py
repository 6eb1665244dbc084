from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nauli.notifications.models import Message, Receipt

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = {
    "topic": "payment_succeeded",
    "fact": "1",
    "channel": "sms",
    "to": "+256772123456",
    "language": "en",
    "text": "Thank you!",
}


def test_the_database_refuses_a_message_in_an_unknown_state() -> None:
    with pytest.raises(IntegrityError, match="a_message_is_in_a_known_state"), transaction.atomic():
        Message.objects.create(**TOLD, state="lost")


def test_the_database_tells_a_fact_once_through_each_channel() -> None:
    Message.objects.create(**TOLD)
    with (
        pytest.raises(IntegrityError, match="one_message_per_fact_and_channel"),
        transaction.atomic(),
    ):
        Message.objects.create(**{**TOLD, "to": "+256772000000"})
    for other in ({"topic": "payment_failed"}, {"fact": "2"}, {"channel": "email"}):
        Message.objects.create(**{**TOLD, **other})


def test_the_database_keeps_a_receipt_once() -> None:
    told: dict[str, Any] = {"carrier_id": "1", "digest": "d", "status": "Success", "body": b""}
    Receipt.objects.create(**told)
    with pytest.raises(IntegrityError, match="digest"), transaction.atomic():
        Receipt.objects.create(**told)
