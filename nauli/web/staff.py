"""Let staff in at the desk and out again: the accounts and the session are the back office's.

Its own page for logging in shows nothing to a browser without JavaScript. This one does, and is
the only one: whoever tries passwords is counted here.
"""

from __future__ import annotations

from typing import cast

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from nauli.limits.count import TooMany, count, forgive
from nauli.web.errors import too_many
from nauli.web.limited import by_account
from nauli.web.page import private_page

_log_in = LoginView.as_view(
    template_name="web/log_in.html",
    authentication_form=AdminAuthenticationForm,
    next_page="web:desk",
)
_log_out = LogoutView.as_view(next_page="web:desk")


def is_staff(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether somebody may do what the back office lets them see."""
    return user.is_active and getattr(user, "is_staff", False) is True


@private_page
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, and lead on to where staff wanted to go.

    Each try counts before the password is looked at; who gets in has not been guessing. What is
    refused was no try: else one address could use up those of all others.
    """
    sent = request.method == "POST"
    tries = by_account(request, request.POST.get("username", "")) if sent else []
    try:
        with transaction.atomic():
            count(*tries)
    except TooMany as refusal:
        return too_many(request, refusal)
    response = _log_in(request)
    if sent and response.status_code == 302:
        forgive(tries[0])
    if isinstance(response, TemplateResponse):
        response.render()  # now, while the visitor's language is spoken
    return cast("HttpResponse", response)


@private_page
def back_office_log_in(request: HttpRequest) -> HttpResponse:
    """Lead whom the back office does not know to the page for logging in."""
    wanted = request.GET.get("next") or reverse("admin:index")
    return HttpResponseRedirect(f"{reverse('web:log_in')}?{urlencode({'next': wanted})}")


@private_page
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session of a desk that others use too; a POST, as Django asks."""
    return _log_out(request)
