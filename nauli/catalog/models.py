"""Goods: what they are, what they cost, how many there are."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from nauli.kit.money import Money


class Product(models.Model):
    """Something that is sold by the piece."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    photos = models.JSONField(default=list, db_default=[], blank=True)  # as a listing's
    photo_texts = models.JSONField(default=dict, db_default={}, blank=True)  # likewise
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    stock = models.IntegerField(default=0)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["created_at", "id"])]
        constraints = [
            models.CheckConstraint(
                name="a_price_is_more_than_nothing", condition=models.Q(price_minor__gt=0)
            ),
            models.CheckConstraint(
                name="stock_is_never_below_zero", condition=models.Q(stock__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)
