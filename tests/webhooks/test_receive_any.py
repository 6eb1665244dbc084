"""Whatever is genuine is accepted and understood; whatever was altered is not."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from nauli.webhooks.models import Event
from nauli.webhooks.process import process
from nauli.webhooks.receive import NotGenuine, receive_signed
from tests.factories import new_payment
from tests.payments.world import again
from tests.webhooks.events import SECRET, sign

pytestmark = pytest.mark.django_db

_any = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# PostgreSQL and UTF-8 know no lone surrogates; whoever signs bytes cannot send them either.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**40), 10**40) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OURS = {"provider_reference", "order_id", "status", "amount", "currency"}
MORE = st.dictionaries(TEXT.filter(lambda name: name not in OURS), JSON, max_size=4)
SPACE = st.text(" \t\r\n", max_size=3)


@pytest.fixture(autouse=True)
def _one_secret(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]


def _written(told: dict[str, Any], draw: random.Random, *, space: str, ascii_: bool) -> bytes:
    """Write JSON as anybody may: in any order of fields, with any spaces, escaped or not."""
    names = list(told)
    draw.shuffle(names)
    members = [
        f"{space}{json.dumps(name, ensure_ascii=ascii_)}{space}:{space}"
        f"{json.dumps(told[name], ensure_ascii=ascii_)}"
        for name in names
    ]
    return f"{space}{{{f'{space},'.join(members)}{space}}}{space}".encode()


@_any
@given(more=MORE, draw=st.randoms(use_true_random=False), space=SPACE, shape=st.sampled_from("aå"))
def test_a_genuine_event_is_understood_however_it_is_written(
    more: dict[str, Any], draw: random.Random, space: str, shape: str
) -> None:
    payment = new_payment()
    told = {
        **more,
        "provider_reference": str(payment.pk),
        "order_id": str(payment.order_id),
        "status": "success",
    }
    body = _written(told, draw, space=space, ascii_=shape.isascii())
    assert receive_signed("momo", body, signature=sign(body))
    event = Event.objects.latest("id")
    assert bytes(event.body) == body
    process(event.pk)
    event.refresh_from_db()
    assert (event.state, event.note) == ("processed", "")
    assert again(payment).state == "succeeded"


@st.composite
def _altered(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A genuine body, and the same with bytes put in, taken out or changed."""
    body = draw(
        st.binary(min_size=1, max_size=120) | MORE.map(lambda told: json.dumps(told).encode())
    )
    at = draw(st.integers(0, len(body)))
    taken, put = draw(st.integers(0, 3)), draw(st.binary(max_size=3))
    other = body[:at] + put + body[at + taken :]
    assume(other != body)
    return body, other


@hypothesis_settings(_any, max_examples=200)
@given(_altered())
@example((b'{"status": "success"}', b'{"status":"success"}'))
@example((b'{"a": 1}', b'{"a": 1} '))
@example((b'{"a": "\xc3\xa9"}', b'{"a": "\\u00e9"}'))
@example((b"{}", b""))
def test_an_altered_message_is_never_accepted(bodies: tuple[bytes, bytes]) -> None:
    genuine, altered = bodies
    with pytest.raises(NotGenuine):
        receive_signed("momo", altered, signature=sign(genuine))
    assert not Event.objects.exists()


@_any
@given(st.binary(max_size=60), st.text(max_size=80))
def test_no_signature_that_is_made_up_is_accepted(body: bytes, signature: str) -> None:
    assume(signature.strip().lower() != sign(body))
    with pytest.raises(NotGenuine):
        receive_signed("momo", body, signature=signature)
    assert not Event.objects.exists()
