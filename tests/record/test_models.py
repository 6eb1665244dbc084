from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import Error as DatabaseError

from nauli.kit.caller import acting
from nauli.record.models import Change, record

pytestmark = pytest.mark.django_db


def test_a_change_says_who_did_it_in_which_request_and_why() -> None:
    with acting(actor="key:shop", request_id="r-1"):
        record("order", 7, before="open", after="paid", reason="NAU-1")
    change = Change.objects.get()
    assert (change.actor, change.request_id) == ("key:shop", "r-1")
    assert (change.subject, change.subject_id) == ("order", "7")
    assert (change.before, change.after, change.reason) == ("open", "paid", "NAU-1")
    assert change.at is not None


def test_a_long_reason_is_cut_and_not_refused() -> None:
    record("order", 7, after="paid", reason="x" * 1000)
    assert Change.objects.get().reason == "x" * 300


def test_an_actor_with_the_longest_name_fits() -> None:
    with acting(actor=f"key:{'x' * 80}", request_id="r" * 64):
        record("order", 7, after="paid")
    assert Change.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_change SET reason = 'x'",
        "DELETE FROM record_change",
        "TRUNCATE record_change",
    ],
)
def test_the_record_only_grows(statement: str) -> None:
    record("order", 7, after="open")
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Change.objects.get().reason == ""


def test_a_change_that_is_rolled_back_leaves_no_row() -> None:
    with transaction.atomic():
        record("order", 7, after="paid")
        transaction.set_rollback(True)
    assert not Change.objects.exists()
