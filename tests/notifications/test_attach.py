from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.utils.module_loading import import_string
from pytest_django import Settings

from nauli.config import settings as ours
from nauli.notifications.attach import attachments
from nauli.notifications.channels.contract import Attachment
from nauli.notifications.models import Message
from nauli.notifications.send import send
from nauli.notifications.topics import TOPICS
from tests.fakes import FakeCarrier

HERE = f"{__name__}.made"


def made(about: str, *, name: str, language: str) -> Sequence[Attachment]:
    """Stands where the settings name what makes a topic's attachments."""
    if about == "broken":
        raise LookupError("nobody knows it")
    return [(f"{about}.txt", "text/plain", f"for {name}, in {language}".encode())]


@pytest.fixture(autouse=True)
def _table(settings: Settings) -> None:
    settings.MESSAGE_ATTACHMENTS = {"booking_confirmed": HERE}


def _message(**changes: str) -> Message:
    columns = {"topic": "booking_confirmed", "about": "b-1", "name": "Amina", "channel": "email"}
    return Message(
        fact="f", to="amina@example.org", language="en", text="Hello", **{**columns, **changes}
    )


def test_what_the_table_names_makes_them_of_the_id_the_name_and_the_language() -> None:
    assert attachments(_message()) == [("b-1.txt", "text/plain", b"for Amina, in en")]


@pytest.mark.parametrize("changes", [{"topic": "payment_succeeded"}, {"channel": "sms"}])
def test_most_messages_have_none(changes: dict[str, str]) -> None:
    assert attachments(_message(**changes)) == ()


@pytest.mark.django_db
def test_they_are_made_when_the_message_is_sent(carrier: FakeCarrier) -> None:
    message = _message()
    message.save()
    Message.objects.update(name="Amina Nakato")
    send(message.pk)
    (letter,) = carrier.letters
    assert list(letter.attachments) == [("b-1.txt", "text/plain", b"for Amina Nakato, in en")]


@pytest.mark.django_db
def test_a_message_waits_until_they_can_be_made(carrier: FakeCarrier) -> None:
    message = _message(about="broken")
    message.save()
    send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.failure) == ("queued", "channel_broke: LookupError")
    assert carrier.letters == []


def test_every_topic_that_the_settings_name_is_one_and_can_be_made() -> None:
    assert ours.MESSAGE_ATTACHMENTS
    for topic, maker in ours.MESSAGE_ATTACHMENTS.items():
        assert topic in TOPICS
        assert callable(import_string(maker))
