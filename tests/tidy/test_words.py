"""The shop's pages can be read in each of their languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

from tests.tidy.catalogs import compiled, is_translated, languages, po_file, read, sentences

# What no sentence of a language holds. In French two-part signs keep to their word, by a space that
# does not break, and the apostrophe is a curved one; Amharic has full stops and commas of its own.
_NEVER = {
    "am": re.compile(r"[.,:;](?!\d)"),
    "fr": re.compile(r"(?<![\u00a0\u202f])[?!:;]|(?<!\u00a0)%%|'"),
}


def _ids(catalog: Catalog) -> set[object]:
    return {(message.id, message.context) for message in catalog if message.id}


def _texts(catalog: Catalog) -> Iterator[str]:
    """Return each form of each translation."""
    for message in catalog:
        if message.id:
            forms = message.string or ()
            yield from [forms] if isinstance(forms, str) else forms


@pytest.mark.parametrize("language", languages())
def test_every_sentence_is_in_the_catalog_and_no_other(language: str) -> None:
    assert _ids(read(language)) == _ids(sentences()), "run `make words`"


@pytest.mark.parametrize("language", languages())
def test_every_sentence_is_translated_also_where_it_is_a_draft(language: str) -> None:
    missing = [m.id for m in read(language) if m.id and not is_translated(m)]
    assert missing == []


@pytest.mark.parametrize("language", languages())
def test_what_a_sentence_is_filled_with_stands_in_its_translation_too(language: str) -> None:
    wrong = [(message.id, errors) for message, errors in read(language).check() if errors]
    assert wrong == []


@pytest.mark.parametrize("language", sorted(_NEVER))
def test_signs_are_set_as_in_the_language(language: str) -> None:
    never = _NEVER[language]
    assert [text for text in _texts(read(language)) if never.search(text)] == []


@pytest.mark.parametrize("language", languages())
def test_pages_read_what_the_catalog_says(language: str) -> None:
    assert po_file(language).with_suffix(".mo").read_bytes() == compiled(read(language)), (
        "run `make words`"
    )


def test_who_has_not_been_read_by_a_native_is_a_draft() -> None:
    drafts = {
        language
        for language in languages()
        if "# A draft:" in po_file(language).read_text(encoding="utf-8")
    }
    assert drafts == settings.DRAFT_LANGUAGES
