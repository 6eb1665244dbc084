"""Who buys."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    FRENCH = "fr", "français"
    AMHARIC = "am", "አማርኛ"
    SWAHILI = "sw", "Kiswahili"


class Customer(models.Model):
    """A person with a phone. A family may share one number, so it is not unique."""

    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16)  # E.164, "+256772123456"
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["phone"])]
        constraints = [
            models.CheckConstraint(
                name="a_phone_is_e164", condition=models.Q(phone__regex=r"^\+[1-9][0-9]{6,14}$")
            )
        ]

    def __str__(self) -> str:
        return self.name
