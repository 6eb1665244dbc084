"""Make, find and revoke API keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now

from nauli.access.models import ApiKey
from nauli.access.scopes import Scope
from nauli.kit.errors import Conflict, Invalid, NotFound
from nauli.record.models import record

# A shorter key could be guessed; ours have 256 random bits.
_LEAST_CHARACTERS = 20
_LONGEST_NAME = 80  # what the column takes


class KeyTooShort(Invalid):
    """An API key needs at least 20 characters."""


class KeyNameUnfit(Invalid):
    """An API key needs a name of 1 to 80 characters that says who or what uses it."""


class KeyKnownAlready(Conflict):
    """This API key exists already."""


class NoSuchKey(NotFound):
    """There is no live API key with this number."""


def _digest(key: str) -> str:
    # The key is long and random, so that a plain fast hash protects it: nothing can be tried out.
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def create(name: str, *, scopes: Iterable[Scope], key: str = "") -> tuple[ApiKey, str]:
    """Store a key and return it with its secret text, which nobody can show again."""
    if not 0 < len(name.strip()) <= _LONGEST_NAME or not name.isprintable():
        raise KeyNameUnfit(field="name")
    key = key or f"nauli_{secrets.token_urlsafe(32)}"
    if len(key) < _LEAST_CHARACTERS:
        raise KeyTooShort(field="key")
    row, created = ApiKey.objects.get_or_create(
        digest=_digest(key),
        defaults={
            "name": name.strip(),
            "hint": key[:8],
            "scopes": sorted({s.value for s in scopes}),
        },
    )
    if not created:
        raise KeyKnownAlready(field="key")
    record("key", row.pk, after="live", reason=row.name)
    return row, key


def find(key: str) -> ApiKey | None:
    """Return the live key, or None. Looking up a digest reveals nothing by its time."""
    return ApiKey.objects.filter(digest=_digest(key), revoked_at=None).first()


@transaction.atomic
def grant(key: ApiKey, *, scopes: Iterable[Scope]) -> None:
    """Let a live key do these as well; what it may do already is not written down again."""
    more = sorted({s.value for s in scopes} - set(key.scopes))
    if not more:
        return
    key.scopes = sorted({*key.scopes, *more})
    key.save(update_fields=["scopes"])
    record("key", key.pk, before="live", after="live", reason=f"may also: {', '.join(more)}")


@transaction.atomic
def revoke(number: int) -> ApiKey:
    if not ApiKey.objects.filter(pk=number, revoked_at=None).update(revoked_at=Now()):
        raise NoSuchKey
    record("key", number, before="live", after="revoked")
    return ApiKey.objects.get(pk=number)
