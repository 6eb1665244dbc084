from __future__ import annotations

from dataclasses import asdict
from string import Formatter

from nauli.notifications.tell import LANGUAGES
from nauli.travel.wording import WORDINGS, wording


def _asks_for(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_whoever_is_told_in_a_language_gets_the_voucher_in_it() -> None:
    assert set(WORDINGS) == set(LANGUAGES)
    assert all(WORDINGS[language].language == language for language in LANGUAGES)


def test_a_language_that_we_do_not_write_yet_is_answered_in_the_first() -> None:
    assert wording("am") is wording(LANGUAGES[0])


def test_every_language_fills_in_the_same() -> None:
    first, *others = (asdict(words) for words in WORDINGS.values())
    for words in others:
        for name, said in words.items():
            assert said
            assert _asks_for(said) == _asks_for(first[name]), name
