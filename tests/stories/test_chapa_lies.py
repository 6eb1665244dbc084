"""What is told of a payment at Chapa is wrong, forged, or about somebody else."""

from __future__ import annotations

import json

import pytest

from tests.stories.ends import (
    assert_at_peace,
    assert_paid,
    assert_set_aside,
    assert_told,
    until_ended,
)
from tests.stories.returns import assert_returned, until_returned
from tests.stories.shop import Json
from tests.stories.town import Town

pytestmark = pytest.mark.story

_ASKED = "125.50"
_ASIDE = "SELECT count(*) FROM webhooks_event WHERE state = 'set_aside' AND door = 'chapa'"
_NOTES = "SELECT note FROM webhooks_event WHERE door = 'chapa' AND note <> '' ORDER BY id"
_UNPROCESSED = "SELECT id FROM webhooks_event WHERE state = 'received'"


def _pay_told_as(town: Town, told: dict[str, Json]) -> Json:
    """Return a payment that is paid rightly, and told by verify as something else."""
    payment = town.shop.open_page(price=_ASKED)
    match = {"tx_ref": payment["reference"]}
    town.outside.fault("chapa.verify", "alter", set=told, times=None, match=match)
    town.outside.at_chapa(payment, "pay")
    return payment


def _event(payment: Json, name: str = "charge.success", **more: object) -> bytes:
    told = {"event": name, "tx_ref": payment["reference"], "status": "success", "amount": _ASKED}
    return json.dumps(told | more).encode()


def _send(town: Town, body: bytes) -> bool:
    """Send it rightly signed and return whether it was news."""
    answer = town.shop.send_chapa_event(body, town.outside.sign_as_chapa(body))
    assert answer.status_code == 200, answer.text
    new: bool = answer.json()["new"]
    return new


def _await_processing(town: Town) -> None:
    town.eventually(lambda: not town.rows(_UNPROCESSED), what="the events' processing")


@pytest.mark.parametrize(
    ("amount", "currency"), [("1.25", "ETB"), ("125.51", "ETB"), (_ASKED, "USD")]
)
def test_a_wrong_amount_or_currency_is_set_aside(
    asking_town: Town, amount: str, currency: str
) -> None:
    shop = asking_town.shop
    payment = _pay_told_as(asking_town, {"amount": float(amount), "currency": currency})
    until_ended(asking_town, payment)
    assert_set_aside(asking_town, payment, amount, currency)
    order = {"id": payment["order"]}
    assert shop.order(order)["status"] == "open"
    refused = shop.try_to_charge(order, method="chapa")
    assert (refused.status_code, refused.json()["payment"]) == (409, payment["id"])

    asking_town.outside.calm()  # what it says later, it does not say unheard; a person decides
    assert shop.verify(payment)["status"] == "set_aside"
    assert_set_aside(asking_town, payment, amount, currency)
    assert_at_peace(asking_town)


@pytest.mark.parametrize("told", [{"mode": "live"}, {"mode": None}, {"tx_ref": None}])
def test_a_success_that_is_not_ours_is_booked_nowhere(
    asking_town: Town, told: dict[str, Json]
) -> None:
    """Money of another mode is no money; one that names no reference may be anybody's."""
    shop = asking_town.shop
    payment = _pay_told_as(asking_town, told)
    assert until_ended(asking_town, payment)["status"] == "set_aside"
    assert shop.ledger(payment) == []
    (case,) = shop.cases(payment)
    assert (case["kind"], case["status"]) == ("mismatch", "open")
    assert_told(asking_town, payment, "payment_set_aside")
    assert shop.try_to_refund(payment).status_code == 409
    assert_at_peace(asking_town)


def test_an_answer_about_another_payment_decides_nothing(asking_town: Town) -> None:
    shop, outside = asking_town.shop, asking_town.outside
    payment = _pay_told_as(asking_town, {"tx_ref": "NAU-SOMEBODY-ELSE"})
    asking_town.eventually(lambda: outside.checkout(payment)["looks"] >= 2, what="looks")
    assert shop.payment(payment)["status"] == "pending"
    assert (shop.ledger(payment), shop.told(payment), shop.cases(payment)) == ([], [], [])
    outside.calm()
    until_ended(asking_town, payment)
    assert_paid(asking_town, payment)
    assert_told(asking_town, payment, "payment_succeeded")
    assert_at_peace(asking_town)


def test_what_lies_in_suspense_goes_back_from_its_case(asking_town: Town) -> None:
    """And then the order can be paid."""
    shop = asking_town.shop
    first = _pay_told_as(asking_town, {"amount": 12.55})
    until_ended(asking_town, first)
    assert_set_aside(asking_town, first, "12.55", "ETB")
    (case,) = shop.cases(first)
    asking_town.outside.calm()
    until_returned(asking_town, shop.refund_from_case(case))
    assert_returned(asking_town, first, "12.55")
    (case,) = shop.cases(first)
    assert (case["status"], bool(case["resolution"])) == ("closed", True)
    assert_told(asking_town, first, "payment_set_aside", "refund_succeeded")

    second = shop.charge({"id": first["order"]}, method="chapa")
    asking_town.outside.at_chapa(second, "pay")
    until_ended(asking_town, second)
    assert_paid(asking_town, second)
    assert_told(asking_town, second, "payment_succeeded")
    assert_at_peace(asking_town)


def test_forged_events_are_refused(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    payment = shop.open_page(price=_ASKED)
    body = _event(payment)
    stored = told_town.rows("SELECT count(*) FROM webhooks_event")
    genuine = outside.sign_as_chapa(body)
    ours, constant = "x-chapa-signature", "Chapa-Signature"
    for signatures in (
        {},
        {ours: ""},
        {ours: "0" * 64},
        {ours: genuine[ours][:-1]},
        {ours: outside.sign_as_chapa(body + b" ")[ours]},
        {ours: genuine[constant]},
        {constant: genuine[ours]},
        {constant: genuine[constant], ours: "0" * 64},
    ):
        assert shop.send_chapa_event(body, signatures).status_code == 401
    altered = body.replace(_ASKED.encode(), b"999.99")
    assert shop.send_chapa_event(altered, genuine).status_code == 401
    assert told_town.rows("SELECT count(*) FROM webhooks_event") == stored
    assert shop.payment(payment)["status"] == "pending"
    assert outside.checkout(payment)["looks"] == 0
    outside.at_chapa(payment, "pay")
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert_at_peace(told_town)


def test_the_header_that_is_always_the_same_is_refused_and_the_log_says_why(
    told_town: Town,
) -> None:
    shop, outside = told_town.shop, told_town.outside
    payment, body = shop.open_page(price=_ASKED), b"{}"
    constant = {"Chapa-Signature": outside.sign_as_chapa(body)["Chapa-Signature"]}
    assert outside.sign_as_chapa(_event(payment))["Chapa-Signature"] == constant["Chapa-Signature"]
    assert shop.send_chapa_event(_event(payment), constant).status_code == 401
    assert "event_signed_with_a_constant" in told_town.logs()["web-1.log"]
    assert outside.checkout(payment)["looks"] == 0
    outside.at_chapa(payment, "cancel")
    until_ended(told_town, payment)
    assert_at_peace(told_town)


def test_what_is_signed_is_only_a_question(told_town: Town) -> None:
    """A signed success of what nobody has paid, and a callback that anybody may make."""
    shop, outside = told_town.shop, told_town.outside
    payment = shop.open_page(price=_ASKED)
    assert _send(told_town, _event(payment))
    assert not _send(told_town, _event(payment))
    told_town.eventually(lambda: outside.checkout(payment)["looks"], what="a look")
    told = {"trx_ref": payment["reference"], "status": "success"}
    assert shop.get("/api/webhooks/chapa/callback/", **told) == {"received": True, "new": True}
    unknown = shop.ask("GET", "/api/webhooks/chapa/callback/", params={"tx_ref": "NAU-NOBODY"})
    assert unknown.status_code == 404
    told_town.eventually(lambda: outside.checkout(payment)["looks"] == 2, what="another look")
    assert shop.payment(payment)["status"] == "pending"
    assert (shop.ledger(payment), shop.told(payment), shop.cases(payment)) == ([], [], [])
    outside.at_chapa(payment, "pay")
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert_at_peace(told_town)


def test_events_of_strangers_and_of_unknown_names_are_kept(told_town: Town) -> None:
    """The merchant may sell elsewhere by the same account; what looks like ours, a person sees."""
    shop = told_town.shop
    payment = shop.open_page(price=_ASKED)
    ((aside,),) = told_town.rows(_ASIDE)
    for reference in ("ANOTHER-SHOP-1", "NAU-00000000000000000000000000"):
        assert _send(told_town, _event({"reference": reference}))
    assert _send(told_town, _event(payment, "charge.mystery"))
    assert _send(told_town, b"[]")
    _await_processing(told_town)
    assert told_town.rows(_ASIDE) == [(aside + 1,)]
    notes = [note for (note,) in told_town.rows(_NOTES)]
    assert "An unknown event, 'charge.mystery': the gateway is asked." in notes
    assert shop.payment(payment)["status"] == "pending"
    told_town.outside.at_chapa(payment, "pay")
    until_ended(told_town, payment)
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert_at_peace(told_town)


def test_webhooks_late_and_doubled_have_one_effect(told_town: Town) -> None:
    shop, outside = told_town.shop, told_town.outside
    payment = shop.open_page(price=_ASKED)
    match = {"tx_ref": payment["reference"]}
    outside.fault("chapa.webhook", "duplicate", copies=4, match=match)
    outside.fault("chapa.callback", "delay", seconds=1, match=match)
    outside.at_chapa(payment, "pay")
    until_ended(told_town, payment)

    def arrived() -> bool:
        checkout = outside.checkout(payment)
        states = [told["state"] for told in (*checkout["webhooks"], *checkout["callbacks"])]
        return states == ["delivered"] * 5

    told_town.eventually(arrived, what="webhooks and callback")
    assert_paid(told_town, payment)
    assert_told(told_town, payment, "payment_succeeded")
    assert_at_peace(told_town)
