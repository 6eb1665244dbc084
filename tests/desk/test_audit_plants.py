"""Whatever is wrong is found by the check that is there for it, and by no other without reason."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection, transaction

from nauli.desk.audit import CHECKS, find_violations
from tests.desk.busy import BusyShop
from tests.desk.plant import Plant
from tests.desk.plants_books import LEDGER, MESSAGES, RECORD, SCHEMA
from tests.desk.plants_refunds import REFUNDS
from tests.desk.plants_trade import INBOX, KEYS, ORDERS, PAYMENTS
from tests.desk.plants_travel import TRAVEL

PLANTS = [*ORDERS, *PAYMENTS, *KEYS, *INBOX, *MESSAGES, *LEDGER, *RECORD, *SCHEMA]

_GUARDED = (
    "record_change",
    "ledger_transfer",
    "ledger_entry",
    "orders_line",
    "orders_order",
    "payments_payment",
    "refunds_refund",
    "travel_booking",
    "travel_night",
)


def test_every_check_has_something_to_find() -> None:
    assert {plant.check for plant in [*PLANTS, *REFUNDS, *TRAVEL]} == {
        check.name for check in CHECKS
    }


@pytest.mark.django_db
def test_what_is_planted_is_found(shop: BusyShop, subtests: pytest.Subtests) -> None:
    shop.live()
    _plant_each(PLANTS, subtests)
    assert _found(recent=False) == set()


@pytest.mark.django_db
def test_what_is_planted_about_refunds_is_found(shop: BusyShop, subtests: pytest.Subtests) -> None:
    shop.live()
    shop.return_some()
    shop.send()
    _plant_each(REFUNDS, subtests)
    assert _found(recent=False) == set()


@pytest.mark.django_db
def test_what_is_planted_about_stays_is_found(shop: BusyShop, subtests: pytest.Subtests) -> None:
    shop.order()
    shop.travel()
    shop.send()
    _plant_each(TRAVEL, subtests)
    assert _found(recent=False) == set()


def _plant_each(plants: Sequence[Plant], subtests: pytest.Subtests) -> None:
    """Plant one after another; each is taken out again. What was found before is not its work."""
    whole = {check.name for check in CHECKS if check.whole}
    with connection.cursor() as cursor:
        # Else a table of which something waits to be checked could not be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = {recent: _found(recent=recent) for recent in (False, True)}
    seen: set[str] = set()
    for number, plant in enumerate(plants):
        with subtests.test(check=plant.check, number=number), transaction.atomic():
            _plant(plant)
            assert _found(recent=False) - before[False] == plant.violated
            if plant.check not in seen:
                assert _found(recent=True) - before[True] == plant.violated - whole
            seen.add(plant.check)
            transaction.set_rollback(True)


def _plant(plant: Plant) -> None:
    with connection.cursor() as cursor:
        for table, promise in plant.without:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {promise}")
            cursor.execute(f"DROP INDEX IF EXISTS {promise}")
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        guards_stay_as_planted = plant.check == "triggers-stand-guard"
        if guards_stay_as_planted:
            _wake_the_guards()
        for statement in plant.statements:
            cursor.execute(statement)
            assert cursor.rowcount, f"nothing was planted: {statement}"
    if not guards_stay_as_planted:
        _wake_the_guards()


def _wake_the_guards() -> None:
    with connection.cursor() as cursor:
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _found(*, recent: bool) -> set[str]:
    with connection.cursor() as cursor:
        return {one.check.name for one in find_violations(cursor, recent=recent)}
