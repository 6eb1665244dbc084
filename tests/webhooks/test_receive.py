from __future__ import annotations

import json
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from nauli.kit.errors import Closed
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.webhooks.models import Event
from nauli.webhooks.receive import NotGenuine, UnknownReference, receive_question, receive_signed
from tests.factories import new_payment, pending, succeeded
from tests.payments.world import WAITING, again, world
from tests.together import together
from tests.webhooks.events import SECRET, sign

BODY = b'{"provider_reference": "x", "order_id": "y", "status": "success"}'


@pytest.fixture(autouse=True)
def _one_secret(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]


def _refused(body: bytes, signature: str | None) -> None:
    with pytest.raises(NotGenuine):
        receive_signed("momo", body, signature=signature)
    assert not Event.objects.exists()


# --- The signed door ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b'{ "status" :"success",\n\t"order_id": "y" }  ',
        '{"status": "success", "note": "réglé ✓ ክፍያ"}'.encode(),
        rb'{"status": "success", "note": "r\u00e9gl\u00e9"}',
        b'{"status": "success", "amount": 12345678901234567890.10}',
        b"\xef\xbb\xbf{}",
        b"not JSON at all",
        b"\x00\xff",
        b"",
    ],
)
def test_what_is_signed_is_kept_exactly_as_it_came(body: bytes) -> None:
    assert receive_signed("momo", body, signature=sign(body))
    event = Event.objects.get()
    assert bytes(event.body) == body
    assert (event.door, event.state, event.payment) == ("momo", "received", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "altered",
    [
        BODY + b" ",
        BODY + b"\n",
        BODY[:-1],
        BODY.replace(b"success", b"failed!"),
        BODY.replace(b": ", b":"),
        json.dumps(json.loads(BODY), separators=(",", ":")).encode(),
        json.dumps(dict(reversed(json.loads(BODY).items()))).encode(),
        b"",
    ],
)
def test_a_body_that_was_altered_or_written_anew_is_not_genuine(altered: bytes) -> None:
    _refused(altered, sign(BODY))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "0" * 64,
        sign(BODY)[:-1],
        sign(BODY) + "0",
        sign(BODY, "another secret"),
        sign(BODY, ""),
        "sha256=" + sign(BODY),
        "é" * 64,
        "\ud800",
        "\x00",
        SECRET,
    ],
)
def test_a_signature_that_does_not_fit_is_refused(signature: str | None) -> None:
    _refused(BODY, signature)


@pytest.mark.django_db
@pytest.mark.parametrize("written", [str.upper, lambda hexed: f" {hexed} "])
def test_how_the_hex_is_written_makes_no_difference(written: object) -> None:
    assert callable(written)
    assert receive_signed("momo", BODY, signature=written(sign(BODY)))


@given(st.binary(max_size=200), st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_byte_is_noticed(body: bytes, at: int, by: int) -> None:
    changed = bytearray(body or b"x")
    signature = sign(bytes(changed))
    changed[at % len(changed)] ^= by
    with pytest.raises(NotGenuine):
        receive_signed("momo", bytes(changed), signature=signature)


@pytest.mark.django_db
def test_while_a_secret_is_replaced_both_are_live(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = ["the new one", SECRET]
    one, two = b'{"n": 1}', b'{"n": 2}'
    assert receive_signed("momo", one, signature=sign(one, "the new one"))
    assert receive_signed("momo", two, signature=sign(two, SECRET))
    settings.MOMO_WEBHOOK_SECRETS = ["the new one"]
    with pytest.raises(NotGenuine):
        receive_signed("momo", b"3", signature=sign(b"3", SECRET))
    assert Event.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_without_a_secret_the_door_is_closed(settings: Settings, secrets: list[str]) -> None:
    settings.MOMO_WEBHOOK_SECRETS = secrets
    with pytest.raises(Closed):
        receive_signed("momo", BODY, signature=sign(BODY, ""))
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_the_same_body_is_stored_once() -> None:
    came = [receive_signed("momo", BODY, signature=sign(BODY)) for _ in range(5)]
    assert came == [True, False, False, False, False]
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_body_at_many_doors_at_once_is_stored_once() -> None:
    came = together([partial(receive_signed, "momo", BODY, signature=sign(BODY))] * 12)
    assert sorted(map(bool, came)) == [False] * 11 + [True]
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_receiving_is_not_yet_believing() -> None:
    payment = new_payment()
    body = json.dumps({"provider_reference": str(payment.pk), "status": "success"}).encode()
    receive_signed("momo", body, signature=sign(body))
    assert world(payment) == WAITING


# --- The unsigned door ----------------------------------------------------------------------------


def _success_of(payment: Payment) -> bytes:
    return json.dumps({"externalId": payment.reference, "status": "SUCCESSFUL"}).encode()


@pytest.mark.django_db
def test_a_callback_is_only_a_question() -> None:
    payment = new_payment()
    Payment.objects.update(next_look_at=None)
    assert receive_question("momo", _success_of(payment), reference=payment.reference)
    assert world(payment) == WAITING  # nothing is believed, and somebody asks
    event = Event.objects.get()
    assert (event.door, event.state) == (f"momo/{payment.reference}", "processed")
    assert event.payment == payment


@pytest.mark.django_db
def test_the_same_callback_again_asks_nothing_more() -> None:
    payment = new_payment()
    body = _success_of(payment)
    assert receive_question("momo", body, reference=payment.reference)
    Payment.objects.update(next_look_at=None)
    assert not receive_question("momo", body, reference=payment.reference)
    assert again(payment).next_look_at is None


@pytest.mark.django_db
def test_callbacks_about_a_confirmed_success_ask_nothing() -> None:
    payment = new_payment()
    settle(succeeded(payment))
    assert receive_question("momo", b'{"status": "FAILED"}', reference=payment.reference)
    assert again(payment).next_look_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["NAU-NOBODY", "", "x" * 500, str(UUID(int=0))])
def test_a_callback_about_nothing_of_ours_is_not_kept(reference: str) -> None:
    payment = new_payment()
    settle(pending(payment))
    with pytest.raises(UnknownReference):
        receive_question("momo", b"{}", reference=reference)
    assert not Event.objects.exists()
    assert world(payment) == WAITING
