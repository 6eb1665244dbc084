"""End a case: a person has decided, or its question was answered after all."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import transaction
from django.db.models.functions import Now

from nauli.cases.models import Case
from nauli.kit.errors import Conflict, Invalid, NotFound
from nauli.record.models import record

logger = structlog.get_logger(__name__)


class UnknownCase(NotFound):
    """There is no case with this number."""


class CaseClosed(Conflict):
    """This case is closed already."""


class ResolutionMissing(Invalid):
    """Say in 1 to 300 characters what was decided: whoever reads the case later will ask."""


@transaction.atomic
def close_case(number: int, *, resolution: str) -> Case:
    """Close a case for the person who decided. It moves no money: that is done before."""
    words = resolution.strip()
    if not 0 < len(words) <= 300 or "\x00" in words:
        raise ResolutionMissing(field="resolution")
    case = Case.objects.select_for_update().filter(pk=number).first()
    if case is None:
        raise UnknownCase(f"There is no case {number}.")
    if case.closed_at is not None:
        raise CaseClosed(f"Case {number} is closed already: {case.resolution}")
    _close(case, words, answered=False)
    case.refresh_from_db()
    return case


@transaction.atomic(savepoint=False)
def answered(kind: Case.Kind, *facts: object, resolution: str) -> None:
    """Close the open cases of this kind and of these facts, if there are any."""
    cases = Case.objects.select_for_update().filter(
        kind=kind, fact__in=[str(fact) for fact in facts], closed_at=None
    )
    for case in cases.order_by("pk"):
        _close(case, resolution, answered=True)


@transaction.atomic(savepoint=False)
def came_true(payment: UUID, words: str, *, resolution: str) -> None:
    """Close the open cases of events that said of the payment, in these first words, what is so."""
    events = Case.objects.select_for_update().filter(
        kind=Case.Kind.EVENT, payment=payment, detail__startswith=words, closed_at=None
    )
    for case in events.order_by("pk"):
        _close(case, resolution, answered=True)


def _close(case: Case, resolution: str, *, answered: bool) -> None:
    Case.objects.filter(pk=case.pk).update(
        closed_at=Now(), resolution=resolution, answered=answered
    )
    record("case", case.pk, before="open", after="closed", reason=resolution)
    logger.info("case_closed", case=case.pk, kind=case.kind, fact=case.fact)
