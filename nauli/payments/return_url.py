"""Where a customer may be sent after a gateway's page: nowhere that the merchant has not named."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from nauli.payments.errors import ReturnUrlNotAllowed

_LONGEST = 500


def check_return_url(url: str) -> None:
    """Raise ReturnUrlNotAllowed unless it is empty, or http or https to an allowed host."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        host = ""
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not host or not plain or len(url) > _LONGEST or parts.scheme not in {"http", "https"}:
        raise ReturnUrlNotAllowed(
            f"It must be an http or https address of at most {_LONGEST} plain characters.",
            field="return_url",
        )
    if host not in settings.RETURN_URL_HOSTS:
        raise ReturnUrlNotAllowed(
            f"Customers may not be sent to {host}. RETURN_URL_HOSTS names where they may be.",
            field="return_url",
        )
