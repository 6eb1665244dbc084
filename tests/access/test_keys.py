from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, connection, transaction

from nauli.access import keys
from nauli.access.models import ApiKey
from nauli.access.scopes import Scope
from nauli.record.models import Change

pytestmark = pytest.mark.django_db


def test_the_secret_is_nowhere_in_the_database() -> None:
    _, secret = keys.create("shop", scopes=[Scope.READ])
    with connection.cursor() as cursor:
        cursor.execute("SELECT key::text FROM access_apikey key")
        (row,) = cursor.fetchone() or ("",)
        cursor.execute("SELECT change::text FROM record_change change")
        (change,) = cursor.fetchone() or ("",)
    assert secret not in row + change
    # All but the prefix and two more characters is unknown to who reads the row.
    assert secret[:8] in row
    assert secret[:9] not in row


def test_a_key_has_256_random_bits() -> None:
    made = {keys.create("shop", scopes=[Scope.READ])[1] for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"nauli_[A-Za-z0-9_-]{43}", secret) for secret in made)


def test_a_key_is_found_by_its_secret_alone() -> None:
    row, secret = keys.create("shop", scopes=[Scope.READ])
    assert keys.find(secret) == row
    for other in (secret[:-1], secret + "x", secret.upper(), row.digest, row.hint, ""):
        assert keys.find(other) is None


def test_a_key_may_do_what_its_scopes_say_and_nothing_else() -> None:
    row, _ = keys.create("till", scopes=[Scope.ORDERS, Scope.PAYMENTS, Scope.ORDERS])
    row.refresh_from_db()
    assert row.scopes == ["orders:write", "payments:write"]
    assert [scope for scope in Scope if row.may(scope)] == [Scope.ORDERS, Scope.PAYMENTS]


def test_a_revoked_key_is_not_found_from_that_moment_on() -> None:
    row, secret = keys.create("shop", scopes=[Scope.READ])
    assert keys.revoke(row.pk).revoked_at is not None
    assert keys.find(secret) is None


def test_a_key_is_revoked_once() -> None:
    row, _ = keys.create("shop", scopes=[Scope.READ])
    keys.revoke(row.pk)
    revoked_at = ApiKey.objects.get().revoked_at
    for number in (row.pk, row.pk + 1, -1):
        with pytest.raises(keys.NoSuchKey):
            keys.revoke(number)
    assert ApiKey.objects.get().revoked_at == revoked_at
    assert Change.objects.filter(subject="key").count() == 2


def test_a_key_of_ones_own_is_long_and_new() -> None:
    own = "nauli_demo_key_0123456789"
    keys.create("demo", scopes=[Scope.READ], key=own)
    with pytest.raises(keys.KeyKnownAlready):
        keys.create("other", scopes=[Scope.PRODUCTS], key=own)
    with pytest.raises(keys.KeyTooShort):
        keys.create("demo", scopes=[Scope.READ], key="x" * 19)
    assert ApiKey.objects.count() == 1
    found = keys.find(own)
    assert found is not None
    assert (found.name, found.scopes) == ("demo", ["read"])


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "till\nand more", "till\x00"])
def test_a_key_without_a_name_that_can_be_kept_is_refused(name: str) -> None:
    with pytest.raises(keys.KeyNameUnfit) as refusal:
        keys.create(name, scopes=[Scope.READ])
    assert "1 to 80 characters" in refusal.value.detail
    assert not ApiKey.objects.exists()


def test_the_longest_name_is_kept_whole() -> None:
    row, secret = keys.create("x" * 80, scopes=[Scope.READ])
    assert keys.find(secret) == row


def test_making_and_revoking_a_key_leaves_its_rows_in_the_record() -> None:
    row, _ = keys.create("shop", scopes=[Scope.READ])
    keys.revoke(row.pk)
    changes = Change.objects.filter(subject="key", subject_id=str(row.pk)).order_by("id")
    assert list(changes.values_list("before", "after")) == [("", "live"), ("live", "revoked")]


def test_twenty_characters_are_enough_for_a_key_of_ones_own() -> None:
    keys.create("demo", scopes=[Scope.READ], key="x" * 20)
    assert keys.find("x" * 20) is not None


def test_the_database_keeps_a_key_once() -> None:
    row, _ = keys.create("shop", scopes=[Scope.READ])
    with pytest.raises(IntegrityError, match="digest"), transaction.atomic():
        ApiKey.objects.create(name="other", digest=row.digest, hint="", scopes=[])


def test_a_key_may_be_let_do_more_and_that_is_on_record_once() -> None:
    row, secret = keys.create("shop", scopes=[Scope.READ])
    for _ in range(2):
        keys.grant(row, scopes=[Scope.READ, Scope.REFUNDS])
    found = keys.find(secret)
    assert found is not None
    assert found.scopes == ["read", "refunds:write"]
    told = Change.objects.filter(subject="key", subject_id=str(row.pk)).order_by("id")
    assert [(change.before, change.after, change.reason) for change in told] == [
        ("", "live", "shop"),
        ("live", "live", "may also: refunds:write"),
    ]
