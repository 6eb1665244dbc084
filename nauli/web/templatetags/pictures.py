"""Pictures in the size that the visitor's screen needs."""

from __future__ import annotations

from django import template
from django.conf import settings

from nauli.catalog.models import Product
from nauli.travel.models import Listing

register = template.Library()

_FOLDER = "web/photos/"
_DESK, _PHONE = "-960.webp", "-480.webp"


@register.filter
def text_of(shown: Listing | Product, photo: str) -> str:
    """Return what is to be seen on a picture, if its merchant has said so."""
    return str(shown.photo_texts.get(photo, ""))


@register.filter
def srcset(photo: str) -> str:
    """Return both sizes of a picture of ours; nothing of one that only its owner knows."""
    if not photo.startswith(f"{settings.STATIC_URL}{_FOLDER}") or not photo.endswith(_DESK):
        return ""
    return f"{photo.removesuffix(_DESK)}{_PHONE} 480w, {photo} 960w"
