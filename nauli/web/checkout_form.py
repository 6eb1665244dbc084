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
from nauli.kit.phones import InvalidPhone, country_that_pays_in, e164, examples
from nauli.notifications import tell
from nauli.web.methods import Method, methods
from nauli.web.words import in_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def phone_field(*, label: _StrPromise, required: bool = True) -> forms.CharField:
    """Ask for a phone as people write it, at home or abroad: `PhoneForm` reads it."""
    attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
    widget = forms.TextInput(attrs)
    return forms.CharField(label=label, required=required, max_length=40, widget=widget)


class PhoneForm(forms.Form):
    """A form with a `phone`, whose local numbers are those of the country that pays in `currency`.

    That is where the wallets are; where several countries share the money, or none of them is
    meant, it is the merchant's country.
    """

    def __init__(self, sent: Mapping[str, object] | None, *, currency: str) -> None:
        super().__init__(sent)
        self.country = country_that_pays_in(currency) or settings.DEFAULT_COUNTRY

    def clean_phone(self) -> str:
        """Return it as E.164, or nothing where nothing is asked for and told."""
        text: str = self.cleaned_data["phone"]
        try:
            return e164(text, country=self.country) if text else ""
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


def _looks(country: str) -> str:
    """Return a number at home and from abroad: "Like 0712 345678 or +256712345678"."""
    shown = gettext(" or ").join(reversed(examples(country)))
    return gettext("Like %(numbers)s") % {"numbers": shown} if shown else ""


class CheckoutForm(PhoneForm):
    """Who buys, and how they pay."""

    name = NameField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = phone_field(label=_("Your phone"))
    email = forms.EmailField(
        label=_("Your e-mail, if you have one"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    # Pages can be read in more languages than messages are written in.
    language = forms.ChoiceField(
        label=_("We write to you in"),
        choices=[(code, name) for code, name in settings.LANGUAGES if code in tell.LANGUAGES],
        initial=get_language,
    )
    special_requests = forms.CharField(
        label=_("Anything the place should know?"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, sent: Mapping[str, object] | None, *, currency: str, for_stay: bool) -> None:
        super().__init__(sent, currency=currency)
        self.methods = methods(currency)
        self.fields["method"] = method_field(self.methods)
        self.fields["phone"].help_text = _looks(self.country)
        if not for_stay:
            del self.fields["special_requests"]
