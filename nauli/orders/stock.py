"""Take pieces from the shelf and put them back. The database has the last word: never below 0."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

# The rows are locked in the order of their ids before any is changed: two buyers of the same
# two things in another order wait for each other in line and never in a circle.
_TAKE = """
    WITH wanted AS (
        SELECT * FROM unnest(%s::uuid[], %s::int[]) AS w(id, quantity)
    ), locked AS (
        SELECT product.id
        FROM catalog_product product JOIN wanted ON wanted.id = product.id
        ORDER BY product.id
        FOR NO KEY UPDATE OF product
    )
    UPDATE catalog_product product
    SET stock = product.stock - wanted.quantity
    FROM wanted JOIN locked ON locked.id = wanted.id
    WHERE product.id = wanted.id AND product.stock >= wanted.quantity
    RETURNING product.id
"""


def take(pieces: Mapping[UUID, int]) -> set[UUID]:
    """Take what is there, in one statement, and return the products that were short.

    Where any is short, the caller must roll back or put the others back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(pieces), list(pieces.values())])
        taken = {row[0] for row in cursor.fetchall()}
    return set(pieces) - taken


def put_back(pieces: Mapping[UUID, int]) -> None:
    take({product: -quantity for product, quantity in pieces.items()})
