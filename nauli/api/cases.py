"""Cases: what waits for a person to decide, and how it was decided."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer, one_of
from nauli.api.auth import Bearer
from nauli.api.body import Strict
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.cases.close import UnknownCase, close_case
from nauli.cases.models import Case

router = Router(tags=["cases"])


class CaseOut(Schema):
    id: int = Field(description="The case's number, by which it is named everywhere.")
    kind: str = Field(json_schema_extra=one_of(*Case.Kind.values))
    status: str = Field(json_schema_extra=one_of("open", "closed"))
    detail: str
    payment: UUID | None
    order: UUID | None
    amount: str | None
    currency: str | None
    created_at: Moment
    closed_at: Moment | None
    resolution: str | None


class CasePage(Schema):
    items: list[CaseOut]
    next: str | None


class CloseIn(Strict):
    # The bounds are held by close_case, whose sentence names them.
    resolution: str = Field(description="What was decided", json_schema_extra={"maxLength": 300})


def _shape(case: Case) -> CaseOut:
    return CaseOut(
        id=case.pk,
        kind=case.kind,
        status="closed" if case.closed_at else "open",
        detail=case.detail,
        payment=case.payment,
        order=case.order,
        amount=str(case.amount) if case.amount else None,
        currency=case.currency or None,
        created_at=case.created_at,
        closed_at=case.closed_at,
        resolution=case.resolution or None,
    )


@router.get("/", auth=Bearer(Scope.READ), response=CasePage)
def find(
    request: HttpRequest,
    status: Literal["open", "closed"] | None = None,
    kind: Literal[
        "unapplied", "mismatch", "disagreement", "no_answer", "event", "reversal", "refund"
    ]
    | None = None,
    payment: UUID | None = None,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE,
) -> HttpResponse:
    """List cases, oldest first."""
    rows = Case.objects.all()
    if status:
        rows = rows.filter(closed_at__isnull=status == "open")
    filters = {"kind": kind, "payment": payment}
    rows = rows.filter(**{k: v for k, v in filters.items() if v is not None})
    found, following = page(rows, request, cursor=cursor, limit=limit)
    return json_answer(CasePage(items=[_shape(row) for row in found], next=following))


@router.get("/{int:case}/", auth=Bearer(Scope.READ), response=CaseOut)
def show(request: HttpRequest, case: int) -> HttpResponse:
    """Return one case."""
    found = Case.objects.filter(pk=case).first() if case < 2**63 else None
    if found is None:
        raise UnknownCase
    return json_answer(_shape(found))


@router.post("/{int:case}/close/", auth=Bearer(Scope.CASES), response=CaseOut)
def close(request: HttpRequest, case: int, body: CloseIn) -> HttpResponse:
    """Close a case, saying what was decided. It moves no money."""
    if case >= 2**63:
        raise UnknownCase
    return json_answer(_shape(close_case(case, resolution=body.resolution)))
