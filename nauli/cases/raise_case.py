"""Put before a person what the system cannot decide."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import connection, transaction

from nauli.cases.models import Case
from nauli.kit.money import Money
from nauli.record.models import record

logger = structlog.get_logger(__name__)

# A row that was updated bears the number of the transaction that did it; a new one bears none.
_RAISE = """
    WITH told AS (
        SELECT %(kind)s::text AS kind, %(fact)s::text AS fact, %(detail)s::text AS detail
    )
    INSERT INTO cases_case AS present
        (kind, fact, payment, "order", amount_minor, currency, detail, resolution)
    SELECT told.kind, told.fact, %(payment)s::uuid, %(order)s::uuid, %(minor)s::bigint,
           %(currency)s::text, told.detail, ''
    FROM told
    WHERE NOT EXISTS (
        SELECT FROM (
            SELECT * FROM cases_case c WHERE c.kind = told.kind AND c.fact = told.fact
            ORDER BY c.id DESC LIMIT 1
        ) AS last
        WHERE last.closed_at IS NOT NULL AND NOT last.answered AND last.detail = told.detail
    )
    ON CONFLICT (kind, fact) WHERE closed_at IS NULL DO UPDATE
    SET detail = EXCLUDED.detail, amount_minor = EXCLUDED.amount_minor,
        currency = EXCLUDED.currency
    WHERE present.detail <> EXCLUDED.detail
    RETURNING present.id, present.xmax = 0
"""


@transaction.atomic(savepoint=False)
def raise_case(
    kind: Case.Kind,
    fact: object,
    *,
    detail: str,
    payment: UUID | None = None,
    order: UUID | None = None,
    amount: Money | None = None,
) -> None:
    """Open a case, or have the open one of this kind and fact say what is told now.

    What is told a hundred times is one case. While nothing else is told than when a person closed
    it, it stays closed.
    """
    values = {
        "kind": kind.value,
        "fact": str(fact),
        "payment": payment,
        "order": order,
        "minor": amount.minor if amount else None,
        "currency": amount.currency if amount else "",
        "detail": detail[:300],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, values)
        row = cursor.fetchone()
    if row:
        number, opened = row
        record("case", number, before="" if opened else "open", after="open", reason=detail)
        logger.error(
            "case_opened" if opened else "case_changed",
            case=number,
            kind=kind.value,
            fact=str(fact),
            detail=detail,
        )
