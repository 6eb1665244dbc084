"""A message leads to the order's page, and an SMS with a link is as many SMS as it was without."""

from __future__ import annotations

from datetime import date, time

import pytest
from pytest_django import Settings

from nauli.notifications.models import Message
from nauli.notifications.tell import LANGUAGES, Recipient, tell
from tests.sms import parts, septets

pytestmark = pytest.mark.django_db

PAGE = "https://shop.example.com/o/eHG_D8JjQ_mKBRssukS1Kg/"
# As long as they usually are.
LONG = {
    "amount": "UGX 18,500,000",
    "order": "ABCD-EFGH-JKMN",
    "listing": "Source of the Nile Lodge",
    "place": "Jinja, UG",
    "check_in": date(2026, 12, 12),
    "check_in_from": time(14),
    "check_out": date(2026, 12, 15),
    "check_out_until": time(10, 30),
    "nights": 3,
    "guests": 2,
    "code": "NV-7K3M-9QXD-2H4T",
    "failure": "declined",
    "payable": "yes",
}
_REFERENCES = {"refund_succeeded": "NAU-R-7K3M9QXD2H4T7K3M9QXD2H4T7K"}
# What each of them says, and what else may be told of it.
LINKED = [
    ("payment_succeeded", {}),
    ("payment_failed", {}),
    ("payment_failed", {"failure": "taken_back"}),
    ("booking_confirmed", {}),
    ("booking_cancelled", {"refund": "UGX 18,500,000"}),
    ("booking_cancelled", {"refund": ""}),
    ("refund_succeeded", {}),
]


def _told(topic: str, language: str, *, page: str, **more: str) -> tuple[Message, Message]:
    recipient = Recipient(
        name="Amina", email="amina@example.org", phone="+256772123456", language=language
    )
    reference = _REFERENCES.get(topic, "NAU-7K3M9QXD2H4T7K3M9QXD2H4T7K")
    context = {**LONG, "reference": reference, **more, "page": page}
    tell(topic, fact=page or "none", recipient=recipient, context=context)
    email, sms = Message.objects.order_by("-pk")[:2][::-1]
    return email, sms


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("topic", "more"), LINKED)
def test_news_lead_to_the_orders_page_whole(
    topic: str, more: dict[str, str], language: str
) -> None:
    email, sms = _told(topic, language, page=PAGE, **more)
    assert PAGE in email.text.split()
    assert PAGE in sms.text.split()
    assert f'href="{PAGE}"' in email.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("topic", "more"), LINKED)
def test_a_link_makes_no_second_sms_of_one(
    settings: Settings, topic: str, more: dict[str, str], language: str
) -> None:
    settings.MERCHANT_NAME = "Nile Stays"
    _, without = _told(topic, language, page="", **more)
    _, sms = _told(topic, language, page=PAGE, **more)
    assert septets(without.text), without.text
    assert septets(sms.text), sms.text
    assert parts(sms.text) <= parts(without.text), sms.text
    assert parts(sms.text) == (2 if topic == "payment_failed" else 1), sms.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("topic", "more"), LINKED)
def test_where_nobody_can_reach_us_no_word_leads_to_nothing(
    topic: str, more: dict[str, str], language: str
) -> None:
    for message in _told(topic, language, page="", **more):
        assert "http" not in message.text
        assert ": \n" not in f"{message.text}\n"
        assert not message.text.endswith(":")
        assert "href" not in message.html


def test_a_name_that_looks_like_an_address_becomes_no_link() -> None:
    recipient = Recipient(
        name="https://evil.example", email="amina@example.org", phone="", language="en"
    )
    context = {**LONG, "reference": "NAU-1", "page": PAGE}
    tell("payment_succeeded", fact="f", recipient=recipient, context=context)
    assert Message.objects.get().html.count("href") == 1
