from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import get_template
from pytest_django import Settings

from nauli import notifications
from nauli.customers.models import Language
from nauli.notifications.models import Message
from nauli.notifications.tell import LANGUAGES, Recipient, tell

pytestmark = pytest.mark.django_db

CONTEXT = {
    "amount": "EUR 12.50",
    "order": "ABCD-EFGH-JKMN",
    "reference": "NAU-1",
    "failure": "",
    "listing": "Lodge",
    "place": "Jinja, UG",
    "check_in": date(2026, 12, 12),
    "check_in_from": time(14),
    "check_out": date(2026, 12, 15),
    "check_out_until": time(10, 30),
    "nights": 3,
    "guests": 2,
    "code": "NV-7K3M-9QXD-2H4T",
}


def _tell(
    topic: str = "payment_succeeded",
    *,
    fact: object = "fact-1",
    email: str = "amina@example.org",
    phone: str = "+256772123456",
    language: str = "en",
    name: str = "Amina",
    **more: object,
) -> None:
    recipient = Recipient(name=name, email=email, phone=phone, language=language)
    tell(topic, fact=fact, recipient=recipient, context={**CONTEXT, **more})


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


def test_what_is_attached_later_is_known_by_its_id() -> None:
    recipient = Recipient(name="Amina", email="amina@example.org", phone="", language="en")
    number = uuid4()
    tell("booking_confirmed", fact="f", recipient=recipient, context=CONTEXT, about=number)
    message = Message.objects.get()
    assert (message.about, message.name) == (str(number), "Amina")
    _tell()
    assert Message.objects.filter(about="").count() == 2


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("en", ("Saturday 12 December 2026, from 14:00", "Tuesday 15 December 2026, until 10:30")),
        (
            "fr",
            (
                "samedi 12 décembre 2026, à partir de 14:00",
                "mardi 15 décembre 2026, jusqu\u2019à 10:30",
            ),
        ),
        ("sw", ("Saturday 12 December 2026", "Tuesday 15 December 2026")),
    ],
)
def test_a_guest_reads_days_and_code_in_the_mail(language: str, days: tuple[str, str]) -> None:
    _tell("booking_confirmed", language=language)
    text = Message.objects.get(channel="email").text
    for part in (*days, "Lodge", "Jinja, UG", "NV-7K3M-9QXD-2H4T", "EUR 12.50", "NAU-1"):
        assert part in text


@pytest.mark.parametrize(
    ("language", "days"),
    [("en", ("2026-12-12", "2026-12-15")), ("fr", ("12/12/2026", "15/12/2026"))],
)
def test_a_guest_has_code_and_days_on_the_phone(language: str, days: tuple[str, str]) -> None:
    _tell("booking_confirmed", language=language, listing="A very long title of a lodge " * 4)
    text = Message.objects.get(channel="sms").text
    for part in (*days, "NV-7K3M-9QXD-2H4T"):
        assert part in text
    assert len(text) < 306  # two parts of what is sent for one


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_cancels_is_told_what_goes_back_and_that_the_code_is_void(language: str) -> None:
    _tell("booking_cancelled", language=language, refund="EUR 6.25")
    _tell("booking_cancelled", language=language, fact="fact-2", refund="")
    for message in Message.objects.all():
        assert ("EUR 6.25" in message.text) is (message.fact == "fact-1")
        assert "Lodge" in message.text
        nothing = {"en": "nothing goes back", "fr": "rien n"}[language]
        assert (nothing in message.text) is (message.fact == "fact-2")
        assert message.channel == "sms" or "NV-7K3M-9QXD-2H4T" in message.text
