from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import get_template
from pytest_django import Settings

from nauli import notifications
from nauli.customers.models import Language
from nauli.notifications.models import Message
from nauli.notifications.tell import LANGUAGES, Recipient, tell

pytestmark = pytest.mark.django_db

CONTEXT = {"amount": "EUR 12.50", "order": "ABCD-EFGH-JKMN", "reference": "NAU-1", "failure": ""}


def _tell(
    topic: str = "payment_succeeded",
    *,
    fact: object = "fact-1",
    email: str = "amina@example.org",
    phone: str = "+256772123456",
    language: str = "en",
    name: str = "Amina",
) -> None:
    recipient = Recipient(name=name, email=email, phone=phone, language=language)
    tell(topic, fact=fact, recipient=recipient, context=CONTEXT)


def _topics() -> Iterator[str]:
    folder = Path(notifications.__file__).parent / "templates" / "notifications"
    return (path.name for path in folder.iterdir() if path.is_dir())


def test_a_fact_is_told_by_every_channel_that_reaches_the_customer(settings: Settings) -> None:
    settings.MERCHANT_NAME = "Amina's shop"
    _tell()
    email, sms = Message.objects.order_by("id")
    assert (email.channel, email.to) == ("email", "amina@example.org")
    assert (sms.channel, sms.to) == ("sms", "+256772123456")
    assert email.subject == "Amina's shop: order ABCD-EFGH-JKMN is paid"
    for message in (email, sms):
        assert (message.state, message.attempts, message.fact) == ("queued", 0, "fact-1")
        assert "EUR 12.50" in message.text
        assert "Amina's shop" in message.text
        assert message.due_at is not None
    assert (sms.subject, sms.html) == ("", "")


@pytest.mark.parametrize(
    ("email", "phone", "channels"),
    [
        ("", "+256772123456", ["sms"]),
        ("amina@example.org", "", ["email"]),
        ("", "", []),
    ],
)
def test_an_empty_address_is_not_written_to(email: str, phone: str, channels: list[str]) -> None:
    _tell(email=email, phone=phone)
    assert list(Message.objects.values_list("channel", flat=True)) == channels


def test_a_fact_is_told_once_per_channel() -> None:
    _tell()
    with (
        pytest.raises(IntegrityError, match="one_message_per_fact_and_channel"),
        transaction.atomic(),
    ):
        _tell(email="another@example.org")
    assert Message.objects.count() == 2
    _tell(fact="fact-2")
    _tell("payment_failed")
    assert Message.objects.count() == 6


def test_a_fact_that_was_rolled_back_is_not_told() -> None:
    with transaction.atomic():
        _tell()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("topic", sorted(_topics()))
def test_every_topic_can_be_told_to_every_customer(topic: str, language: str) -> None:
    _tell(topic, language=language)
    spoken = language if language in LANGUAGES else "en"
    for message in Message.objects.all():
        assert message.language == spoken
        assert "ABCD-EFGH-JKMN" in message.text
        assert "{" not in message.text + message.subject
        assert message.text == message.text.strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", sorted(_topics()))
def test_no_topic_lacks_a_template(topic: str, language: str) -> None:
    for name in ("mail.txt", "subject.txt", "sms.txt"):
        assert get_template(f"notifications/{topic}/{language}/{name}")


def test_text_is_told_as_it_is_and_html_is_escaped() -> None:
    _tell(name="<b>O'Brien & Töchter</b>")
    email = Message.objects.get(channel="email")
    assert "Hello <b>O'Brien & Töchter</b>," in email.text
    assert "<b>" not in email.html
    assert "&lt;b&gt;O&#x27;Brien &amp; Töchter" in email.html


def test_a_line_break_in_a_name_starts_no_new_subject_or_sms(settings: Settings) -> None:
    settings.MERCHANT_NAME = "Shop\r\nBcc: all@example.org"
    _tell()
    email, sms = Message.objects.order_by("id")
    assert "\n" not in email.subject + sms.text
    assert "\r" not in email.subject + sms.text
