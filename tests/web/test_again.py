from __future__ import annotations

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings

from nauli.gateways import registry
from nauli.limits.models import Tally
from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_order, new_paid_payment, new_payment, new_product, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import again
from tests.web.forms import Forms
from tests.web.orders import page_of

pytestmark = pytest.mark.django_db


def _path(order: Order) -> str:
    return f"{path_of(order)}pay/"


def _form(order: Order) -> dict[str, str]:
    """Return what the form says, on the order's page or, while something waits, on its own."""
    response = Client().get(_path(order))
    assert response.status_code == 200
    shown = Forms(response.content.decode()).by_action[_path(order)]
    there = Forms(page_of(order)).by_action
    assert _path(order) not in there or there[_path(order)].keys() == shown.keys()
    return shown


def _send(order: Order, told: dict[str, str], *, status: int = 303) -> str:
    response = Client().post(_path(order), told)
    assert response.status_code == status
    if status == 303:
        assert response["Location"] == path_of(order)
    return response.content.decode()


def test_what_failed_is_paid_again_from_the_same_number(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(failed(payment, "not_enough_funds"))
    told = _form(payment.order)
    assert told["instead"] == ""  # nothing is in flight that would be given up
    _send(payment.order, told)
    ((verb, charge),) = gateway.asked
    assert (verb, charge.payer) == ("charge", payment.payer)


def test_who_sees_no_prompt_gives_another_number_and_the_first_is_given_up(
    gateway: FakeGateway,
) -> None:
    payment = new_payment()
    _send(payment.order, {**_form(payment.order), "phone": "0772 000 111"})
    assert again(payment).state == "cancelled"
    newest = payment.order.payments.exclude(pk=payment.pk).get()
    assert (newest.payer, newest.state) == ("+256772000111", "pending")
    assert gateway.verbs == ["look", "charge"]  # the first is asked about once more, before
    text = page_of(payment.order)
    assert "***111" in text
    assert "what comes twice goes back" in text


def test_another_number_is_one_of_the_country_whose_money_is_paid(gateway: FakeGateway) -> None:
    gateway.takes = frozenset({"GHS"})
    order = new_order(new_product(price="48.00", currency="GHS"))
    _send(order, {**_form(order), "phone": "024 412 3456"})
    ((_, charge),) = gateway.asked
    assert charge.payer == "+233244123456"


def test_another_way_is_taken_while_the_first_is_in_flight(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = FakeGateway(name="chapa")
    monkeypatch.setitem(registry.GATEWAYS, "chapa", lambda: other)
    payment = new_payment()
    _send(payment.order, {**_form(payment.order), "method": "chapa"})
    assert again(payment).state == "cancelled"
    assert other.verbs == ["charge"]


def test_what_turns_out_to_be_paid_is_not_paid_again(gateway: FakeGateway) -> None:
    payment = new_payment()
    told = _form(payment.order)
    gateway.says.append(succeeded(payment))
    _send(payment.order, told)
    assert again(payment).state == "succeeded"
    assert (gateway.verbs, payment.order.payments.count()) == (["look"], 1)


def test_the_same_form_twice_is_one_attempt(gateway: FakeGateway) -> None:
    payment = new_payment()
    told = {**_form(payment.order), "phone": "0772 000 111"}
    _send(payment.order, told)
    _send(payment.order, told)
    assert gateway.verbs.count("charge") == 1
    assert payment.order.payments.filter(state="pending").count() == 1


def test_a_form_gives_up_only_what_it_showed(gateway: FakeGateway) -> None:
    """Two windows: what the other one has begun since stays as it is."""
    payment = new_payment()
    told = _form(payment.order)
    _send(payment.order, {**_form(payment.order), "phone": "0772 000 111"})
    newest = payment.order.payments.get(state="pending")
    _send(payment.order, told)
    assert again(newest).state == "pending"
    foreign = new_payment()
    _send(payment.order, {**told, "instead": str(foreign.pk)})
    assert again(foreign).state == "pending"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"phone": "12"}, "not a phone number that we can use"),
        ({"method": "cash"}, "not one of the available choices"),
        ({"method": ""}, "Choose how you want to pay."),
        ({"key": "short"}, "Send it once more"),
    ],
)
def test_what_cannot_be_read_is_said_and_gives_nothing_up(
    gateway: FakeGateway, change: dict[str, str], words: str
) -> None:
    payment = new_payment()
    text = _send(payment.order, {**_form(payment.order), **change}, status=422)
    assert words in text
    assert (again(payment).state, gateway.asked) == ("pending", [])


def test_what_is_paid_or_over_is_shown_and_not_paid(gateway: FakeGateway) -> None:
    for order in (new_paid_payment().order, new_order(ago=1)):
        for response in (Client().get(_path(order)), Client().post(_path(order), {"key": "x"})):
            assert (response.status_code, response["Location"]) == (302, path_of(order))
    assert gateway.asked == []


def test_a_currency_that_nobody_takes_is_said(gateway: FakeGateway) -> None:
    gateway.takes = frozenset()
    text = page_of(new_order())
    assert "nothing in EUR can be paid here" in text
    assert "<form" not in text


def test_only_a_form_of_ours_pays(gateway: FakeGateway) -> None:
    order = new_order()
    told = _form(order)
    assert Client(enforce_csrf_checks=True).post(_path(order), told).status_code == 403
    assert Payment.objects.count() == 0


def test_a_phone_that_is_asked_too_often_is_asked_no_more_and_nothing_is_given_up(
    gateway: FakeGateway, settings: Settings
) -> None:
    settings.FORMS_PER_PHONE = 2
    payment = new_payment()
    for number in ("0772 000 111", "0772 000 222"):
        _send(payment.order, {**_form(payment.order), "phone": number})
    newest, asked = payment.order.payments.get(state="pending"), len(gateway.asked)
    # Its customer hears of each attempt, from whatever number they try.
    told = {**_form(payment.order), "phone": "0772 000 333"}
    response = Client().post(_path(payment.order), told)
    assert response.status_code == 429
    assert 800 < int(response["Retry-After"]) <= 900
    text = response.content.decode()
    assert "This phone number was used too often" in text
    assert Forms(text).by_action[_path(payment.order)]["phone"] == "0772 000 333"
    assert again(newest).state == "pending"
    assert (payment.order.payments.count(), len(gateway.asked)) == (3, asked)


def test_the_same_form_counts_once(gateway: FakeGateway, settings: Settings) -> None:
    settings.FORMS_PER_PHONE = 1
    payment = new_payment()
    told = _form(payment.order)
    for _ in range(4):
        _send(payment.order, told)
    assert gateway.verbs.count("charge") == 1
    _send(payment.order, _form(payment.order), status=429)


def test_what_was_refused_may_be_sent_again_later(gateway: FakeGateway, settings: Settings) -> None:
    settings.FORMS_PER_PHONE = 1
    payment = new_payment()
    _send(payment.order, _form(payment.order))
    told = _form(payment.order)
    _send(payment.order, told, status=429)
    Tally.objects.update(ends_at=Now())
    _send(payment.order, told)
    assert gateway.verbs.count("charge") == 2
