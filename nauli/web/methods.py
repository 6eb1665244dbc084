"""The ways to pay as a customer reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nauli.gateways.registry import methods_for

_WORDS: Mapping[str, tuple[str | Promise, Promise | str]] = {
    "momo": (_("MTN MoMo"), _("A prompt comes to your phone. You approve it with your PIN.")),
    "chapa": (_("Chapa"), _("By telebirr, CBE Birr, M-Pesa or card, on Chapa's own page.")),
}


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    title: str
    text: str


def methods(currency: str) -> Sequence[Method]:
    """Return those that take the currency."""
    return [Method(name, *_said(name)) for name in methods_for(currency)]


def title_of(name: str) -> str:
    return _said(name)[0]


def _said(name: str) -> tuple[str, str]:
    title, text = _WORDS.get(name, (name, ""))
    return str(title), str(text)
