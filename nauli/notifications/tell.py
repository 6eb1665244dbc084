"""Write down what a customer is to be told; the sending comes after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from nauli.kit.bell import ring
from nauli.notifications.models import Channel, Message

# The languages that the templates exist in; a customer of another language is told in the first.
LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom to tell, copied at the time of the fact. An empty address means: not by that channel."""

    name: str
    email: str
    phone: str
    language: str


def tell(
    topic: str,
    *,
    fact: object,
    recipient: Recipient,
    context: Mapping[str, object],
    about: object = "",
) -> None:
    """Queue one message per channel that reaches the recipient, in the caller's transaction.

    `topic` names the templates, `fact` is the id of what happened: together they are unique, so
    that telling a fact twice breaks the caller's transaction and not the customer's trust. `about`
    is the id of what the e-mail's attachments are made from; see attach.py.
    """
    language = recipient.language if recipient.language in LANGUAGES else LANGUAGES[0]
    values = {**context, "name": recipient.name, "merchant": settings.MERCHANT_NAME}
    # Days that a template writes are to be in its own language.
    with translation.override(language):
        messages = _written(topic, language, recipient, values)
    for message in messages:
        message.topic, message.fact, message.language = topic, str(fact), language
        message.about, message.name = str(about), recipient.name
    for message in Message.objects.bulk_create(messages):
        ring("notifications.send", message.pk)


def _written(
    topic: str, language: str, recipient: Recipient, values: Mapping[str, object]
) -> list[Message]:
    folder = f"notifications/{topic}/{language}"
    messages = []
    if recipient.email:
        text = render_to_string(f"{folder}/mail.txt", values).strip()
        subject = render_to_string(f"{folder}/subject.txt", values)
        html = render_to_string(
            "notifications/mail.html", {**values, "text": text, "language": language}
        )
        messages.append(
            Message(
                channel=Channel.EMAIL,
                to=recipient.email,
                subject=" ".join(subject.split()),
                text=text,
                html=html,
            )
        )
    if recipient.phone:
        text = " ".join(render_to_string(f"{folder}/sms.txt", values).split())
        messages.append(Message(channel=Channel.SMS, to=recipient.phone, text=text))
    return messages
