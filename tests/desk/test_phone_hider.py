from __future__ import annotations

import pytest

from nauli.desk.phone_hider import phone_hider


@pytest.mark.parametrize(
    "text",
    ["+256772123456", "256772123456", "0772123456", "772123456", '{"to": "256772123456"}'],
)
def test_a_payers_number_is_hidden_in_every_form(text: str) -> None:
    hidden = phone_hider(["+256772123456"])(text)
    assert "772123" not in hidden
    assert "***456" in hidden


@pytest.mark.parametrize(
    "text",
    [
        "363440463",
        "*********456",
        "NAU-0772123456ABCDEFGHJKMNPQRS",
        "7721234560",
        "0a256772123456",
        "0f0f0f0f-0f0f-4f0f-8f0f-25677212345a",
    ],
)
def test_what_is_no_number_of_theirs_stays(text: str) -> None:
    assert phone_hider(["+256772123456"])(text) == text


@pytest.mark.parametrize("phones", [[], [""]])
def test_where_no_number_is_known_nothing_is_hidden(phones: list[str]) -> None:
    assert phone_hider(phones)("+256772123456") == "+256772123456"
