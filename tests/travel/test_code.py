from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from nauli.kit.references import ALPHABET
from nauli.travel.code import LENGTH, genuine, new_code


def test_a_code_is_short_and_can_be_read_aloud() -> None:
    code = new_code()
    assert re.fullmatch(r"NV(-[0-9A-HJKMNP-TV-Z]{4}){3}", code)
    assert len(code) == LENGTH


def test_no_two_codes_are_the_same() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code}\n",
        lambda code: code.removeprefix("NV-"),
        lambda code: code.removeprefix("NV-").replace("-", "").lower(),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: object) -> None:
    assert callable(typed)
    for _ in range(50):
        code = new_code()
        assert genuine(typed(code)) == code


def test_one_wrong_letter_anywhere_is_seen() -> None:
    code = new_code()
    places = [place for place in range(3, LENGTH) if code[place] != "-"]
    forged = [
        code[:place] + other + code[place + 1 :]
        for place in places
        for other in set(ALPHABET) - {code[place]}
    ]
    assert len(forged) == 12 * 31
    # One of a million passes by chance; two of these would do so once in many million runs.
    assert len([code for code in forged if genuine(code)]) <= 1


@given(st.text(max_size=40))
def test_what_we_did_not_sign_is_not_genuine(text: str) -> None:
    assert genuine(text) is None


@pytest.mark.parametrize("text", ["", "NV", "NV-", "NV-NV-NV-NV", "NV-0000-0000-0000", "²" * 12])
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    assert genuine(text) is None


def test_another_installation_signs_otherwise(settings: Settings) -> None:
    code = new_code()
    settings.SECRET_KEY = "of another installation"
    assert genuine(code) is None


def test_a_key_that_was_replaced_still_vouches(settings: Settings) -> None:
    code, old = new_code(), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new one", [old]
    assert genuine(code) == code
    assert genuine(new_code()) is not None
