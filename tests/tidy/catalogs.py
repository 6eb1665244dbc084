"""The catalogs of the shop's pages: what there is to translate, and what is translated.

`make words` brings them up to date: new sentences are added, what is gone is dropped, and Django's
binary form is written beside each. No tool outside Python is needed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parent.parent.parent / "nauli" / "web"
# What a sentence stands in, as Django and as its templates call it.
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

_BEGAN = datetime(2026, 11, 30, tzinfo=UTC)
_COMPLETE = "# The sentences of the shop's pages. Brought up to date by `make words`."
_DRAFT = f"""{_COMPLETE}
# A draft: nobody who grew up with the language has read it yet."""


def languages() -> list[str]:
    """Return the languages that need a catalog: the sentences themselves are English."""
    return [code for code, _ in settings.LANGUAGES if code != "en"]


def po_file(language: str) -> Path:
    return WEB / "locale" / language / "LC_MESSAGES" / "django.po"


def sentences() -> Catalog:
    """Return every sentence of the pages, each with the files that it stands in."""
    found = _empty(None)
    for path in sorted(WEB.rglob("*")):
        for message, context in _extracted(path):
            found.add(message, locations=[(path.relative_to(WEB).as_posix(), 0)], context=context)
    return found


def _extracted(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    if path.suffix == ".py":
        source = path.read_text(encoding="utf-8")
    elif path.suffix in {".html", ".txt"}:
        # What Django itself has its extractor read in the place of a template.
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    else:
        return
    file = io.BytesIO(source.encode())
    for _, message, _, context in extract("python", file, _KEYWORDS, options={"encoding": "utf-8"}):
        yield message, context


def _empty(language: str | None) -> Catalog:
    # Written down once: a file that says when it was written changes whenever it is.
    return Catalog(
        locale=language,
        header_comment=_DRAFT if language in settings.DRAFT_LANGUAGES else _COMPLETE,
        project="Nauli",
        version="1",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        creation_date=_BEGAN,
        revision_date=_BEGAN,
        fuzzy=False,
    )


def read(language: str) -> Catalog:
    """Return the catalog as it is; an empty one where there is none yet."""
    path = po_file(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """Return what Django reads; a sentence that is not translated, or only guessed, is left out."""
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def main() -> None:
    """Write every catalog anew."""
    found = sentences()
    for language in languages():
        catalog = read(language)
        catalog.update(found, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = po_file(language)
        catalog.header_comment = _empty(language).header_comment
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, sort_output=True, omit_header=False, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        missing = sum(1 for message in catalog if message.id and not is_translated(message))
        sys.stdout.write(f"{language}: {len(catalog)} sentences, {missing} not translated\n")


def is_translated(message: Message) -> bool:
    """Say whether each form of the sentence is there, the plural ones too, and none is a guess."""
    string = message.string
    whole = bool(string) and all(string if isinstance(string, tuple) else [string])
    return whole and not message.fuzzy


if __name__ == "__main__":
    import django

    django.setup()
    main()
