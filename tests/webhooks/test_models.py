from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from nauli.webhooks.models import Event

pytestmark = pytest.mark.django_db


def test_the_database_refuses_an_event_in_an_unknown_state() -> None:
    with pytest.raises(IntegrityError, match="an_event_is_in_a_known_state"), transaction.atomic():
        Event.objects.create(door="momo", digest="d", body=b"", state="lost")


def test_the_database_stores_an_event_once_at_each_door() -> None:
    Event.objects.create(door="momo", digest="d", body=b"")
    with pytest.raises(IntegrityError, match="an_event_is_stored_once"), transaction.atomic():
        Event.objects.create(door="momo", digest="d", body=b"other")
    Event.objects.create(door="momo/NAU-1", digest="d", body=b"")
    Event.objects.create(door="momo", digest="e", body=b"")
