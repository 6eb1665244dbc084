"""What Django says on our pages is said in the visitor's language too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.admin.forms import AdminAuthenticationForm
from django.forms import Form
from django.utils import translation

from nauli.web.checkout_form import CheckoutForm
from nauli.web.desk import CodeForm
from nauli.web.search import SearchForm

pytestmark = pytest.mark.django_db

_LATIN_WORD = re.compile("[A-Za-z]{2}")


def _checkout(**told: str) -> Form:
    return CheckoutForm(told, currency="ETB", for_stay=True)


_REFUSED: dict[str, Callable[[], Form]] = {
    "nothing": _checkout,
    "no address": lambda: _checkout(email="x"),
    "no choice": lambda: _checkout(language="12", method="12"),
    "a letter too many": lambda: CodeForm({"code": "1" * 65}),
    "no letter": lambda: CodeForm({"code": "\x00"}),
    "neither day nor number": lambda: SearchForm({"check_in": "12", "guests": "?"}),
    "too few": lambda: SearchForm({"guests": "0"}),
    "too many": lambda: SearchForm({"guests": "101"}),
    "a stranger": lambda: AdminAuthenticationForm(data={"username": "12", "password": "12"}),
}


@pytest.mark.parametrize("refused", _REFUSED.values(), ids=_REFUSED)
@pytest.mark.parametrize("language", ["am", "sw"])
def test_no_refused_form_speaks_english(language: str, refused: Callable[[], Form]) -> None:
    english, said = _said(refused, "en"), _said(refused, language)
    assert len(said) == len(english) > 0
    assert not set(said) & set(english)
    if language == "am":
        assert not any(_LATIN_WORD.search(sentence) for sentence in said)


def _said(refused: Callable[[], Form], language: str) -> list[str]:
    """Return what a visitor reads at the fields, and what the fields are called."""
    with translation.override(language):
        form = refused()
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return wrong + [str(field.label) for field in form]
