from __future__ import annotations

import pytest
from django.utils import translation

from nauli.kit.errors import Invalid, NauliError
from nauli.travel.errors import NightsTaken
from nauli.web import words


def test_what_has_no_words_of_its_own_asks_to_try_again() -> None:
    assert "try again" in words.in_words(Invalid("A sentence for programs."))


def test_a_refusal_is_said_in_words_for_a_person() -> None:
    assert words.in_words(NightsTaken()) == "Some of these nights are taken. Choose other days."


@pytest.mark.parametrize("kind", list(words._WORDS))
def test_no_refusal_is_hidden_behind_a_wider_one(kind: type[NauliError]) -> None:
    with translation.override("en"):
        assert words.in_words(kind()) == str(words._WORDS[kind])
