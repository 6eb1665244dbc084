from __future__ import annotations

from urllib.parse import urlencode

import pytest
from pytest_django import Settings

from nauli.notifications.models import Receipt
from nauli.webhooks.models import Event
from tests.door import Door, read, read_problem
from tests.factories import new_payment
from tests.payments.world import WAITING, again, world
from tests.webhooks.events import SECRET, event_body, sign

pytestmark = pytest.mark.django_db

SMS_SECRET = "a-secret-in-the-path"


@pytest.fixture(autouse=True)
def _secrets(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]
    settings.SMS_RECEIPT_SECRETS = [SMS_SECRET, "the-next-one"]


# --- Signed events --------------------------------------------------------------------------------


def test_the_bytes_are_signed_and_not_what_they_mean() -> None:
    payment = new_payment()
    spaced = event_body(payment).replace(b": ", b" :\n\t").replace(b"success", b"succ\\u0065ss")
    for sent, signed, status in ((spaced, spaced, 200), (event_body(payment), spaced, 401)):
        answer = Door().ask("POST", "/api/webhooks/momo/", sent, x_momo_signature=sign(signed))
        assert answer.status_code == status
    assert Event.objects.count() == 1


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_a_genuine_event_is_stored_once_and_answered_200(content_type: str) -> None:
    body = event_body(new_payment())

    def tell() -> dict[str, object]:
        return read(
            Door().ask(
                "POST",
                "/api/webhooks/momo/",
                body,
                content_type=content_type,
                x_momo_signature=sign(body),
            )
        )

    assert tell() == {"received": True, "new": True}
    assert tell() == {"received": True, "new": False}
    assert Event.objects.count() == 1


@pytest.mark.parametrize("signature", ["", "0" * 64, sign(b"another body"), "é"])
def test_a_signature_that_does_not_fit_is_401_and_nothing_is_kept(signature: str) -> None:
    body = event_body(new_payment())
    response = Door().post("/api/webhooks/momo/", body, x_momo_signature=signature)
    assert read_problem(response, 401)["type"] == "urn:nauli:problem:not-genuine"
    assert not Event.objects.exists()


def test_a_missing_signature_is_401_also_for_who_has_an_api_key(door: Door) -> None:
    body = event_body(new_payment())
    read_problem(door.post("/api/webhooks/momo/", body), 401)


def test_the_signature_is_checked_before_anything_is_read() -> None:
    read_problem(Door().post("/api/webhooks/momo/", b"\xff{", x_momo_signature="0"), 401)


def test_without_a_secret_the_door_answers_503_and_believes_nothing(settings: Settings) -> None:
    settings.MOMO_WEBHOOK_SECRETS = []
    body = event_body(new_payment())
    response = Door().post("/api/webhooks/momo/", body, x_momo_signature=sign(body, ""))
    assert read_problem(response, 503)["type"] == "urn:nauli:problem:door-closed"
    assert response["Retry-After"] == "1"
    assert not Event.objects.exists()


# --- MTN's own callback ---------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_mtns_callback_asks_and_nothing_in_it_is_believed(method: str) -> None:
    payment = new_payment()
    before = again(payment).looks
    response = Door().ask(
        method, f"/api/webhooks/momo/{payment.reference}/", {"status": "SUCCESSFUL"}
    )
    assert read(response) == {"received": True, "new": True}
    assert world(payment) == WAITING
    assert again(payment).looks == before


def test_a_callback_about_nothing_of_ours_is_a_404() -> None:
    read_problem(Door().post("/api/webhooks/momo/NAU-NOBODY/", {}), 404)
    assert not Event.objects.exists()


# --- Delivery receipts ----------------------------------------------------------------------------


def _receipt(secret: str = SMS_SECRET, **form: str) -> tuple[str, bytes]:
    return f"/api/webhooks/sms/{secret}/", urlencode(form).encode()


@pytest.mark.parametrize("secret", [SMS_SECRET, "the-next-one"])
def test_a_receipt_is_stored_at_once_and_once(secret: str) -> None:
    path, body = _receipt(secret, id="ATXid_1", status="Failed", failureReason="UserInBlacklist")
    form = "application/x-www-form-urlencoded"
    assert read(Door().ask("POST", path, body, content_type=form))["new"] is True
    assert read(Door().ask("POST", path, body, content_type=form))["new"] is False
    receipt = Receipt.objects.get()
    assert (receipt.carrier_id, receipt.status, receipt.reason) == (
        "ATXid_1",
        "Failed",
        "UserInBlacklist",
    )
    assert bytes(receipt.body) == body


@pytest.mark.parametrize("secret", ["wrong", SMS_SECRET + "x", SMS_SECRET[:-1], "%C3%A9"])
def test_another_secret_is_a_door_that_is_not_there(secret: str) -> None:
    path, body = _receipt(secret, id="ATXid_1", status="Success")
    document = read_problem(Door().post(path, body), 404)
    assert document["type"] == "urn:nauli:problem:no-such-door"
    assert not Receipt.objects.exists()


def test_without_a_secret_no_receipt_is_believed(settings: Settings) -> None:
    settings.SMS_RECEIPT_SECRETS = []
    path, body = _receipt("", id="ATXid_1")
    assert Door().post(path, body).status_code == 404  # an empty secret is no address
    path, body = _receipt("x", id="ATXid_1")
    read_problem(Door().post(path, body), 503)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"id",
        b"\xff\xfe",
        b"id=%00%00&status=%00",
        b"id=%ED%A0%80",
        b"status=Success",
        b"&".join(b"a%d=1" % number for number in range(2000)),
        b"id=" + b"x" * 5000,
        b'{"id": "ATXid_1"}',
    ],
)
def test_whatever_comes_to_the_right_door_is_kept(body: bytes) -> None:
    read(Door().post(f"/api/webhooks/sms/{SMS_SECRET}/", body))
    assert bytes(Receipt.objects.get().body) == body
