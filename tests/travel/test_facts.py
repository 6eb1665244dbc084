from __future__ import annotations

import re
from pathlib import Path

import pytest

from nauli import notifications
from nauli.travel.facts import facts
from tests.factories import new_booking

# What whoever tells knows besides.
_TOLD = {"name", "merchant", "order", "amount", "reference", "refund", "page"}
_NAMED = re.compile(r"\{[{%] *(?:if )?([a-z_]+)[ |}]")
_TAGS = {"autoescape", "endautoescape", "if", "else", "endif"}


@pytest.mark.django_db
@pytest.mark.parametrize("topic", ["booking_confirmed", "booking_cancelled"])
def test_the_templates_are_given_all_that_they_name(topic: str) -> None:
    folder = Path(notifications.__file__).parent / "templates" / "notifications" / topic
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.txt"))
    named = set(_NAMED.findall(text)) - _TAGS
    assert {"check_in", "check_out", "code", "listing"} <= named
    assert named <= set(facts(new_booking())) | _TOLD
