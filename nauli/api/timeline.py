"""A payment's timeline: everything that was written down about it, in the order of cause."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from nauli.access.scopes import Scope
from nauli.api.answers import Moment, json_answer, one_of
from nauli.api.auth import Bearer
from nauli.desk.explain import explain
from nauli.desk.steps import KINDS
from nauli.payments.errors import UnknownPayment
from nauli.payments.models import Payment

router = Router(tags=["payments"])


class StepOut(Schema):
    at: Moment
    kind: str = Field(json_schema_extra=one_of(*KINDS))
    title: str
    detail: str
    good: bool | None
    texts: dict[str, str]


class Timeline(Schema):
    items: list[StepOut]
    standing: str


@router.get("/{uuid:payment}/timeline/", auth=Bearer(Scope.READ), response=Timeline)
def show(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Return everything that happened to a payment, in the order of cause.

    `standing` says where it stands now and what will happen next. `good` is null where a step is
    neither good nor bad news. `texts` are bodies as they were written down: what was said to the
    gateway, what it answered, without secrets.
    """
    found = Payment.objects.select_related("order").filter(pk=payment).first()
    if found is None:
        raise UnknownPayment
    story = explain(found)
    return json_answer(
        Timeline(
            items=[
                StepOut(
                    at=step.at,
                    kind=step.kind,
                    title=step.title,
                    detail=step.detail,
                    good=step.good,
                    texts={name: text for name, text in step.texts if text},
                )
                for step in story.steps
            ],
            standing=story.standing,
        )
    )
