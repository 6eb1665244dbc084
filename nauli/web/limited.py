"""What strangers may ask for by our forms, and how often: docs/decisions/0016."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from nauli.limits.count import Limit, TooMany
from nauli.web.client import client_of

# All addresses together may try one account so many times more often than one of them.
_FROM_EVERYWHERE = 10


def by_customer(request: HttpRequest, *phones: str, email: str) -> Sequence[Limit]:
    """Limit what is asked of a phone, be it by prompts or by news of them, and mailed to somebody.

    So many orders hold something for them at most, paid or not.
    """
    most = settings.FORMS_PER_PHONE
    told = [Limit(kind="phone", name=phone, most=most) for phone in phones]
    if email:
        told.append(Limit(kind="email", name=email.casefold(), most=most))
    return [*told, *_by_address(request)]


def by_account(request: HttpRequest, username: str) -> Sequence[Limit]:
    """Limit tries to log in; the first of them is of this account from this address."""
    # As the form reads it: one account has one name, however it is typed.
    account, client = unicodedata.normalize("NFKC", username).strip(), client_of(request)
    most = settings.LOGINS_PER_ACCOUNT
    return [
        Limit(kind="login", name=f"{client} {account}", most=most),
        Limit(kind="account", name=account, most=most * _FROM_EVERYWHERE),
        *_by_address(request),
    ]


def _by_address(request: HttpRequest) -> Sequence[Limit]:
    """Limit forms per address, where it is known: thousands of phones may share one."""
    client = client_of(request)
    return [Limit(kind="address", name=client, most=settings.FORMS_PER_ADDRESS)] if client else []


def refused(response: HttpResponse, refusal: TooMany) -> HttpResponse:
    """Say in the answer's head what its page says: too often, and when to come again."""
    response.status_code = 429
    response["Retry-After"] = str(refusal.retry_after)
    return response
