"""The carriers of this installation, as the settings describe them."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from nauli.notifications.channels.contract import Channel
from nauli.notifications.channels.email import EmailChannel
from nauli.notifications.channels.sms import SmsChannel, SmsSettings


def email_channel() -> Channel:
    return EmailChannel()


def sms_channel() -> Channel:
    return _sms_with(
        SmsSettings(
            base_url=settings.AFRICASTALKING_BASE_URL,
            username=settings.AFRICASTALKING_USERNAME,
            api_key=settings.AFRICASTALKING_API_KEY,
            sender_id=settings.AFRICASTALKING_SENDER_ID,
        )
    )


# Kept per settings, so that changed settings are never served by an old one.
_sms_with = lru_cache(maxsize=8)(SmsChannel)
