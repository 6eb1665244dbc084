"""Put before a person what the system cannot decide."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import connection, transaction

from nauli.cases.models import Case
from nauli.kit.money import Money
from nauli.record.models import record

logger = structlog.get_logger(__name__)


@transaction.atomic
def raise_case(
    kind: Case.Kind,
    fact: object,
    *,
    detail: str,
    payment: UUID | None = None,
    order: UUID | None = None,
    amount: Money | None = None,
) -> None:
    """Open a case. While one of this kind and fact is open, do nothing.

    What is told a hundred times is one case.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO cases_case
                (kind, fact, payment, "order", amount_minor, currency, detail, resolution)
            VALUES (%s, %s, %s, %s, %s, %s, %s, '')
            ON CONFLICT (kind, fact) WHERE closed_at IS NULL DO NOTHING
            RETURNING id
            """,
            [
                kind.value,
                str(fact),
                payment,
                order,
                amount.minor if amount else None,
                amount.currency if amount else "",
                detail[:300],
            ],
        )
        row = cursor.fetchone()
    if row:
        record("case", row[0], after="open", reason=detail)
        logger.error("case_opened", case=row[0], kind=kind.value, fact=str(fact), detail=detail)
