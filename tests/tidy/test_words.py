"""The shop's pages can be read in each of their languages."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

from tests.tidy.catalogs import compiled, is_translated, languages, po_file, read, sentences


def _ids(catalog: Catalog) -> set[object]:
    return {(message.id, message.context) for message in catalog if message.id}


@pytest.mark.parametrize("language", languages())
def test_every_sentence_is_in_the_catalog_and_no_other(language: str) -> None:
    assert _ids(read(language)) == _ids(sentences()), "run `make words`"


@pytest.mark.parametrize("language", sorted(set(languages()) - settings.DRAFT_LANGUAGES))
def test_every_sentence_is_translated(language: str) -> None:
    missing = [m.id for m in read(language) if m.id and not is_translated(m)]
    assert missing == []


@pytest.mark.parametrize("language", languages())
def test_what_a_sentence_is_filled_with_stands_in_its_translation_too(language: str) -> None:
    wrong = [(message.id, errors) for message, errors in read(language).check() if errors]
    assert wrong == []


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
