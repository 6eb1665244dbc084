"""Pay an order that is not paid: once more, from another number, or in another way."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from nauli.kit.phones import masked
from nauli.limits.count import TooMany
from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.web.buy import count_once, is_key, new_key, next_page, pay
from nauli.web.checkout_form import PhoneForm, method_field, phone_field
from nauli.web.limited import by_customer, refused
from nauli.web.link import find_order
from nauli.web.methods import methods
from nauli.web.page import private_page
from nauli.web.story import Story, read_story
from nauli.web.words import in_words


class AgainForm(PhoneForm):
    """By which way, and from which number where that is another one than before."""

    phone = phone_field(label=_("Another number"), required=False)

    def __init__(self, sent: Mapping[str, object] | None, *, order: Order, payer: str) -> None:
        super().__init__(sent, currency=order.currency)
        self.methods = methods(order.currency)
        self.fields["method"] = method_field(self.methods)
        self.fields["phone"].help_text = gettext("Leave it empty to pay from %(number)s.") % {
            "number": masked(payer)
        }


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def pay_again(request: HttpRequest, link: UUID) -> HttpResponse:
    """Show the form, or do what it says. What is in flight is given up first, and asked about on.

    So nobody waits for a prompt that does not come; what should be paid twice goes back.
    """
    story = read_story(find_order(link))
    order = story.order
    if not story.may_be_paid:
        return HttpResponseRedirect(path_of(order))
    if request.method != "POST":
        return render(request, "web/pay.html", {"order": order, **offer(story)})
    form = AgainForm(request.POST, order=order, payer=_payer(story))
    key = request.POST.get("key", "")
    if not is_key(key):
        form.add_error(None, gettext("This form was not whole. Send it once more."))
    if not form.is_valid():
        return _once_more(request, story, form)
    phone, who = form.cleaned_data["phone"] or _payer(story), order.customer
    try:
        count_once(key, by_customer(request, phone, who.phone, email=who.email))
    except TooMany as refusal:
        form.add_error(None, in_words(refusal))
        return refused(_once_more(request, story, form), refusal)
    instead = _instead(story, request.POST.get("instead", ""))
    pay(order, key=key, method=form.cleaned_data["method"], phone=phone, instead=instead)
    return HttpResponseRedirect(next_page(order), status=303)


def _once_more(request: HttpRequest, story: Story, form: AgainForm) -> HttpResponse:
    """Show what is wrong with the form; nothing was done."""
    context = {"order": story.order, **offer(story), "form": form}
    return render(request, "web/pay.html", context, status=422)


def offer(story: Story) -> dict[str, object]:
    """Return what the template of the form needs."""
    live = story.payments[-1] if story.payments else None
    return {
        "form": AgainForm(None, order=story.order, payer=_payer(story)),
        "key": new_key(),
        # What whoever sends the form moves on from: what they see, and nothing begun since.
        "instead": live.pk if live and live.may_be_given_up else "",
        "story": story,
    }


def _payer(story: Story) -> str:
    return story.payments[-1].payer if story.payments else story.order.customer.phone


def _instead(story: Story, text: str) -> UUID | None:
    """Return the payment of this order that the form names."""
    return next((one.pk for one in story.payments if str(one.pk) == text), None)
