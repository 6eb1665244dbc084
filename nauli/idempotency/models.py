"""Same key, same answer."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Key(models.Model):
    """One Idempotency-Key of one API key: what was asked, how far it got, what was answered."""

    scope = models.BigIntegerField()  # the API key's number
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, path and canonical body
    subject = models.CharField(max_length=64, blank=True)  # what was made, to continue from it
    lease_until = models.DateTimeField()  # until then somebody is at work on it
    status = models.PositiveSmallIntegerField(null=True)  # of the answer; null: none is stored yet
    body = models.BinaryField(null=True)
    location = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["created_at"]),
            models.Index(
                name="keys_by_subject", fields=["subject"], condition=~models.Q(subject="")
            ),
        ]
        constraints = [models.UniqueConstraint(name="one_answer_per_key", fields=["scope", "key"])]

    def __str__(self) -> str:
        return self.key
