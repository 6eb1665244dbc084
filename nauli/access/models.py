"""API keys. One merchant per installation: scopes limit what a key may do, not what it sees."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from nauli.access.scopes import Scope


class ApiKey(models.Model):
    """A credential. Only its digest is kept: the key itself is shown once, when it is made."""

    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=12)  # the key's first characters, to tell keys apart
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the whole key, hex
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    def may(self, scope: Scope) -> bool:
        return scope.value in self.scopes
