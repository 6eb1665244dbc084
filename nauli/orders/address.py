"""Where the customer finds their order: behind a link that nobody can guess."""

from __future__ import annotations

import base64
from uuid import UUID

from django.conf import settings

from nauli.orders.models import Order

# 128 bits in as few letters as go into an address: an SMS is short.
LENGTH = 22


def address_of(order: Order) -> str:
    """Return the whole address of the order's page; empty where nobody outside can reach us."""
    return f"{settings.PUBLIC_URL}{path_of(order)}" if settings.PUBLIC_URL else ""


def path_of(order: Order) -> str:
    return f"/o/{shortened(order.link)}/"


def shortened(link: UUID) -> str:
    return base64.urlsafe_b64encode(link.bytes).decode().rstrip("=")


def lengthened(text: str) -> UUID:
    """Return the link of its short form, or raise ValueError. Each link has one short form."""
    link = UUID(bytes=base64.urlsafe_b64decode(f"{text}=="))
    if shortened(link) != text:
        raise ValueError(text)
    return link
