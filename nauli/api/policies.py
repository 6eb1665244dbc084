"""Cancellation policies: named, versioned, never rewritten."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from nauli.access.scopes import Scope
from nauli.api.answers import json_answer
from nauli.api.auth import Bearer
from nauli.api.body import ONE_LINE, Strict
from nauli.api.listing_shapes import PolicyOut, policy_shape
from nauli.api.pages import DEFAULT_SIZE, LARGEST_SIZE, page
from nauli.travel.models import Policy
from nauli.travel.policy import MOST_STEPS, add_version

router = Router(tags=["listings"])


class StepIn(Strict):
    # The bounds are held by add_version, which also knows the step before.
    days_before: int = Field(json_schema_extra={"minimum": 0, "maximum": 365})
    percent: int = Field(json_schema_extra={"minimum": 0, "maximum": 100})


class PolicyIn(Strict):
    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), ONE_LINE
    ]
    steps: list[StepIn] = Field(
        description="Days falling, percent not rising; below the last of them nothing goes back",
        json_schema_extra={"maxItems": MOST_STEPS},
    )


class PolicyPage(Schema):
    items: list[PolicyOut]
    next: str | None


@router.get("/", auth=Bearer(Scope.READ), response=PolicyPage)
def find(
    request: HttpRequest,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE,
) -> HttpResponse:
    """List all versions of all policies, oldest first."""
    found, following = page(Policy.objects.all(), request, cursor=cursor, limit=limit)
    return json_answer(PolicyPage(items=[policy_shape(row) for row in found], next=following))


@router.post("/", auth=Bearer(Scope.LISTINGS), response={201: PolicyOut})
def add(request: HttpRequest, body: PolicyIn) -> HttpResponse:
    """Add a policy, or a version of one. Listings keep theirs until they are changed."""
    steps = [step.model_dump() for step in body.steps]
    return json_answer(policy_shape(add_version(body.name, steps)), status=201)
