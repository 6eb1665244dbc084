"""What goes back when a stay is cancelled: whole days at the place, percent, and words for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from django.db import IntegrityError, transaction
from django.db.models import Max

from nauli.kit.errors import Conflict, Invalid
from nauli.kit.money import Money
from nauli.record.models import record
from nauli.travel.models import Booking, Policy
from nauli.travel.wording import Wording, wording

MOST_STEPS = 10
MOST_DAYS = 365

# Two names: "days_before" and "percent".
Step: TypeAlias = Mapping[str, int]


class InvalidSteps(Invalid):
    """Steps are at most 10, days_before (0 to 365) falling, percent (0 to 100) not rising."""


class PolicyChanged(Conflict):
    """Somebody wrote a version of this policy in the same moment. Look at it, then try again."""


def percent_back(steps: Sequence[Step], *, day: date, check_in: date) -> int:
    """Return the percent of what was paid that goes back to who cancels on that day at the place.

    What counts is how many days lie between it and the day of arrival: the first step with no more
    days than are left. Where there is none, nothing goes back.
    """
    left = (check_in - day).days
    return next((step["percent"] for step in steps if step["days_before"] <= left), 0)


def refund_of(booking: Booking, paid: Money, day: date) -> Money:
    """Return what goes back of `paid` by the policy as sealed: rounded down, at most all of it."""
    percent = percent_back(booking.policy_steps, day=day, check_in=booking.check_in)
    return Money(paid.minor * percent // 100, paid.currency)


def words(steps: Sequence[Step], *, language: str = "en") -> str:
    """Return the policy as a person reads it, in one sentence."""
    said = wording(language)
    paying = [step for step in steps if step["percent"]]
    if not paying:
        return said.nothing_back
    parts = said.then.join(_step(step, said) for step in paying)
    return said.back.format(
        steps=parts if paying[-1]["days_before"] == 0 else parts + said.then_nothing
    )


def add_version(name: str, steps: Sequence[Step]) -> Policy:
    """Write the next version of the policy of this name. Listings keep theirs until it is changed.

    Raises InvalidSteps, or PolicyChanged where somebody else was faster.
    """
    _check(steps)
    newest = Policy.objects.filter(name=name).aggregate(newest=Max("version"))["newest"] or 0
    try:
        with transaction.atomic():
            policy = Policy.objects.create(name=name, version=newest + 1, steps=list(steps))
            record("policy", policy.pk, after="added", reason=f"{policy}")
    except IntegrityError as error:
        raise PolicyChanged(field="name") from error
    return policy


def _check(steps: Sequence[Step]) -> None:
    if len(steps) > MOST_STEPS:
        raise InvalidSteps(field="steps")
    days, percent = MOST_DAYS + 1, 100
    for index, step in enumerate(steps):
        if not 0 <= step["days_before"] < days:
            raise InvalidSteps(field=f"steps.{index}.days_before")
        if not 0 <= step["percent"] <= percent:
            raise InvalidSteps(field=f"steps.{index}.percent")
        days, percent = step["days_before"], step["percent"]


def _step(step: Step, said: Wording) -> str:
    days, percent = step["days_before"], step["percent"]
    amount = said.all_of_it if percent == 100 else said.share.format(percent=percent)
    until = {0: said.on_the_day, 1: said.one_day_before}.get(days, said.days_before)
    return until.format(amount=amount, days=days)
