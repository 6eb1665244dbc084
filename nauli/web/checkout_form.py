"""What a customer is asked before they pay, the same for goods and for stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nauli.kit.lines import as_line
from nauli.kit.phones import InvalidPhone, e164, examples
from nauli.web.methods import Method, methods
from nauli.web.words import in_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class PhoneField(forms.CharField):
    """A phone as people write it, at home or abroad; cleaned, it is E.164."""

    def __init__(self, *, label: _StrPromise, required: bool = True) -> None:
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        widget = forms.TextInput(attrs)
        super().__init__(label=label, required=required, max_length=40, widget=widget)

    def clean(self, value: object) -> str:
        text: str = super().clean(value)
        try:
            return e164(text, country=settings.DEFAULT_COUNTRY) if text else ""
        except InvalidPhone as error:
            raise ValidationError(in_words(error)) from error


class NameField(forms.CharField):
    """A name as it stands in mails and on sheets: whatever a form was made to send, one line."""

    def to_python(self, value: object) -> str:
        return as_line(super().to_python(value) or "")


def method_field(offered: Sequence[Method]) -> forms.ChoiceField:
    """Let one of the ways to pay be chosen; where there is only one, it is chosen already."""
    return forms.ChoiceField(
        label=_("How do you want to pay?"),
        choices=[(method.name, method.title) for method in offered],
        initial=offered[0].name if len(offered) == 1 else None,
        error_messages={"required": _("Choose how you want to pay.")},
    )


def phone_examples() -> str:
    """Return a number at home and from abroad: "Like 0712 345678 or +256712345678"."""
    shown = gettext(" or ").join(reversed(examples(settings.DEFAULT_COUNTRY)))
    return gettext("Like %(numbers)s") % {"numbers": shown} if shown else ""


class CheckoutForm(forms.Form):
    """Who buys, and how they pay."""

    name = NameField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = PhoneField(label=_("Your phone"))
    email = forms.EmailField(
        label=_("Your e-mail, if you have one"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("We write to you in"), choices=settings.LANGUAGES, initial=get_language
    )
    special_requests = forms.CharField(
        label=_("Anything that the place should know?"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, sent: Mapping[str, object] | None, *, currency: str, for_stay: bool) -> None:
        super().__init__(sent)
        self.methods = methods(currency)
        self.fields["method"] = method_field(self.methods)
        self.fields["phone"].help_text = phone_examples()
        if not for_stay:
            del self.fields["special_requests"]
