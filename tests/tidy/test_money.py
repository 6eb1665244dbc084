"""Money is whole numbers. Where it is handled, nothing is a float and nothing is divided."""

from __future__ import annotations

import ast

import pytest
from django.apps import apps
from django.db import models

from tests.tidy.sources import at, named, nodes

_MONEY = (
    "nauli/kit/money.py",
    "nauli/catalog/",
    "nauli/travel/availability.py",
    "nauli/travel/find.py",
    "nauli/travel/hold.py",
    "nauli/travel/models/",
    "nauli/travel/policy.py",
    "nauli/travel/quote.py",
    "nauli/travel/review.py",
    "nauli/api/listings.py",
    "nauli/ledger/",
    "nauli/orders/",
    "nauli/payments/",
    "nauli/webhooks/",
    "nauli/gateways/told.py",
    "nauli/gateways/chapa/answers.py",
    "nauli/gateways/chapa/gateway.py",
    "nauli/gateways/chapa/fit.py",
    "nauli/gateways/chapa/refunds.py",
    "nauli/gateways/momo/answers.py",
    "nauli/gateways/momo/gateway.py",
    "nauli/gateways/momo/fit.py",
    "nauli/gateways/momo/refunds.py",
    "nauli/api/orders.py",
    "nauli/api/products.py",
    "nauli/api/payments.py",
    "nauli/api/payment_shapes.py",
    "nauli/api/books.py",
)


# The only columns with a fraction.
_ON_THE_MAP = {"latitude", "longitude"}


def _is_inexact(node: ast.AST) -> bool:
    return (
        (isinstance(node, ast.Name) and node.id in {"float", "round"})
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
    )


def _is_time(node: ast.AST) -> bool:
    """Say whether it is about milliseconds, which are no money."""
    return "total_seconds" in ast.dump(node)


def test_no_floats_no_rounding_no_division() -> None:
    allowed = {
        id(part)
        for _, node in nodes("nauli/payments")
        if isinstance(node, ast.Call) and _is_time(node)
        for part in ast.walk(node)
    }
    found = [
        at(path, node)
        for path, node in nodes("nauli")
        if named(path).startswith(_MONEY) and _is_inexact(node) and id(node) not in allowed
    ]
    assert found == []


@pytest.mark.parametrize("model", [m for m in apps.get_models() if "nauli." in m.__module__])
def test_columns_of_money_are_whole_and_wide(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if field.name in _ON_THE_MAP:
            continue
        assert not isinstance(field, models.FloatField | models.DecimalField), field
        if field.name.endswith("_minor"):
            assert isinstance(field, models.BigIntegerField), field
