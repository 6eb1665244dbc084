"""The story of one payment, each step with a link to the row that tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from nauli.desk.explain import explain
from nauli.desk.steps import Step
from nauli.payments.models import Payment


@dataclass(frozen=True, slots=True)
class Line:
    step: Step
    url: str


@dataclass(frozen=True, slots=True)
class LinkedStory:
    lines: list[Line]
    standing: str


def story_of(payment: Payment) -> LinkedStory:
    """Return what `nauli explain` tells, oldest first."""
    story = explain(payment)
    return LinkedStory([Line(step, _page(step.row)) for step in story.steps], story.standing)


def _page(row: Model) -> str:
    meta = row._meta  # noqa: SLF001 - Django's documented name for it
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
