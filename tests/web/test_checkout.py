from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.desk.audit import find_violations
from nauli.gateways.contract import Outcome, Report
from nauli.idempotency.models import Key
from nauli.orders.address import path_of
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.record.models import Change
from nauli.travel.models import Booking, Listing
from tests.factories import CHECK_IN, new_booking, new_listing, new_policy, new_product
from tests.fakes import FakeGateway
from tests.web.forms import Forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateway")]

_WHO = {"name": "Amina", "phone": "0772 123 456", "email": "amina@example.org"}


def _stay(listing: Listing) -> str:
    days = f"check_in={CHECK_IN}&check_out={CHECK_IN + timedelta(days=2)}"
    return f"/stays/{listing.pk}/book/?{days}&guests=2"


def _cart(client: Client, product: Product, pieces: int = 1) -> None:
    client.post("/cart/", {"product": product.pk, "pieces": pieces, "do": "add"})


def _form(client: Client, address: str) -> dict[str, str]:
    """Return what the form would send as it was shown."""
    response = client.get(address)
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    return Forms(response.content.decode()).by_action[""]


def _refused(client: Client, address: str, told: dict[str, str]) -> str:
    response = client.post(address, told)
    assert response.status_code == 422
    assert (Order.objects.count(), Customer.objects.count(), Key.objects.count()) == (0, 0, 0)
    return response.content.decode()


def test_goods_are_ordered_and_their_money_is_asked_for(
    client: Client, gateway: FakeGateway
) -> None:
    honey = new_product(name="Honey", price="12.50", stock=10)
    _cart(client, honey, 2)
    page = client.get("/checkout/").content.decode()
    for words in ("2 \u00d7 Honey", "EUR\u00a025.00", "MTN MoMo", 'autocomplete="tel"'):
        assert words in page
    told = _form(client, "/checkout/")
    assert (told["method"], told["language"]) == ("momo", "en")
    response = client.post("/checkout/", {**told, **_WHO})
    order = Order.objects.get()
    assert (response.status_code, response["Location"]) == (303, path_of(order))
    ((verb, charge),) = gateway.asked
    assert (verb, charge.payer, charge.amount, charge.name) == (
        "charge",
        "+256772123456",
        order.total,
        "Amina",
    )
    assert (order.customer.email, order.customer.language) == ("amina@example.org", "en")
    assert Product.objects.get().stock == 8
    assert client.cookies["cart"].value == ""


def test_a_local_number_is_one_of_the_country_whose_money_is_paid(
    client: Client, gateway: FakeGateway
) -> None:
    gateway.takes = frozenset({"ETB"})
    listing = new_listing(price="4200.00", currency="ETB")
    told = _form(client, _stay(listing))
    assert "Like 091 123 4567 or +251911234567" in client.get(_stay(listing)).content.decode()
    client.post(_stay(listing), {**told, **_WHO, "phone": "0911 23 45 67"})
    ((_, charge),) = gateway.asked
    assert charge.payer == Order.objects.get().customer.phone == "+251911234567"


def test_a_stay_is_booked_and_its_money_is_asked_for(client: Client, gateway: FakeGateway) -> None:
    listing = new_listing(title="Lake house", price="40.00")
    page = client.get(_stay(listing)).content.decode()
    for words in ("Lake house", "EUR\u00a080.00", "14:00", "10:30", "If you cancel"):
        assert words in page
    told = _form(client, _stay(listing))
    response = client.post(_stay(listing), {**told, **_WHO, "special_requests": "A cot"})
    booking = Booking.objects.get()
    assert (booking.state, booking.guests, booking.special_requests) == ("held", 2, "A cot")
    assert response["Location"] == path_of(booking.line.order)
    assert gateway.verbs == ["charge"]


def test_before_it_is_sent_it_says_that_nothing_is_held_and_for_how_long_it_will_be(
    client: Client, settings: Settings
) -> None:
    settings.BOOKING_HOLD_SECONDS, settings.ORDER_LIFETIME_SECONDS = 15 * 60, 90
    listing = new_listing()
    page = client.get(_stay(listing)).content.decode()
    words = (
        "Nothing is held yet: once you have sent this, the nights are kept for you for 15 minutes."
    )
    assert words in page
    _cart(client, new_product())
    assert "the goods are kept for you for 1 minute." in client.get("/checkout/").content.decode()
    sent = client.post(_stay(listing), {**_form(client, _stay(listing)), **_WHO})
    shown = client.get(sent["Location"]).content.decode()
    assert ("Nothing is held yet" in shown, "(15 more minutes)" in shown) == (False, True)


def test_the_books_know_who_did_it_and_find_nothing_wrong(client: Client) -> None:
    _cart(client, new_product())
    client.post("/checkout/", {**_form(client, "/checkout/"), **_WHO})
    moved = Change.objects.filter(subject__in=("customer", "order", "payment"))
    assert set(moved.values_list("actor", flat=True)) == {"visitor"}
    with connection.cursor() as cursor:
        assert find_violations(cursor) == []


def test_the_form_speaks_the_pages_language_and_the_customer_is_told_in_it(client: Client) -> None:
    client.get("/language/fr/")
    told = _form(client, _stay(new_listing()))
    assert told["language"] == "fr"


def test_no_language_is_offered_that_no_message_is_written_in(client: Client) -> None:
    client.get("/language/sw/")
    address = _stay(new_listing())
    told = _form(client, address)
    assert told["language"] == "en"
    _refused(client, address, {**told, **_WHO, "language": "sw"})


def test_the_same_form_sent_again_is_the_same_order_and_no_second_charge(
    client: Client, gateway: FakeGateway
) -> None:
    _cart(client, new_product(stock=1))
    told = {**_form(client, "/checkout/"), **_WHO}
    first = client.post("/checkout/", told)
    # The cart is empty by now, the last piece is gone, and a name was corrected.
    again = client.post("/checkout/", {**told, "name": "Amina N."})
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert (Order.objects.count(), Customer.objects.count()) == (1, 1)
    assert gateway.verbs == ["charge"]


def test_another_form_is_another_order(client: Client, gateway: FakeGateway) -> None:
    product = new_product()
    for _ in range(2):
        _cart(client, product)
        client.post("/checkout/", {**_form(client, "/checkout/"), **_WHO})
    assert (Order.objects.count(), gateway.verbs) == (2, ["charge", "charge"])


def test_the_same_form_for_a_stay_meets_its_own_nights(
    client: Client, gateway: FakeGateway
) -> None:
    address = _stay(new_listing())
    told = {**_form(client, address), **_WHO}
    first, again = client.post(address, told), client.post(address, told)
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert gateway.verbs == ["charge"]


def test_where_the_gateway_has_a_page_its_visitor_is_led_there(
    client: Client, gateway: FakeGateway
) -> None:
    def with_a_page(charge: object, _: object) -> Report:
        reference = getattr(charge, "reference", "")
        page = "https://checkout.example/pay/1"
        return Report(reference=reference, outcome=Outcome.PENDING, checkout_url=page)

    gateway.says.append(with_a_page)
    _cart(client, new_product())
    response = client.post("/checkout/", {**_form(client, "/checkout/"), **_WHO})
    assert response["Location"] == f"{path_of(Order.objects.get())}go/"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required."),
        ("phone", "12", "not a phone number that we can use"),
        ("phone", "", "This field is required."),
        ("email", "amina", "Enter a valid email address."),
        ("method", "", "Choose how you want to pay."),
        ("method", "chapa", "chapa is not one of the available choices"),
        ("language", "xx", "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_at_the_top_and_the_rest_is_kept(
    client: Client, field: str, value: str, words: str
) -> None:
    _cart(client, new_product())
    shown = _form(client, "/checkout/")
    text = _refused(client, "/checkout/", {**shown, **_WHO, field: value})
    assert text.count(words) == 2
    assert f'<a href="#id_{field}">' in text
    assert 'role="alert"' in text
    assert f'id="id_{field}_error"' in text
    if field != "method":
        assert 'aria-invalid="true"' in text
        assert re.search(rf'aria-describedby="[^"]*\bid_{field}_error"', text)
    kept = Forms(text).by_action[""]
    for name, typed in _WHO.items():
        assert kept[name] == (value if name == field else typed)
    assert kept["key"] == shown["key"]  # what may have arrived all the same is not sent anew


def test_a_name_writes_no_lines_of_its_own_into_our_mails(client: Client) -> None:
    _cart(client, new_product())
    told = {**_form(client, "/checkout/"), **_WHO, "name": "Amina\r\n\r\nYou have won\u202e"}
    assert client.post("/checkout/", told).status_code == 303
    assert Customer.objects.get().name == "Amina You have won"


@pytest.mark.parametrize("key", ["", "short", "x" * 200, "?" * 22])
def test_a_form_without_its_key_orders_nothing(client: Client, key: str) -> None:
    _cart(client, new_product())
    text = _refused(client, "/checkout/", {**_form(client, "/checkout/"), **_WHO, "key": key})
    assert "Send it once more" in text
    assert len(Forms(text).by_action[""]["key"]) == 22


def test_nobody_pays_another_price_than_they_saw(client: Client, gateway: FakeGateway) -> None:
    product = new_product(price="12.50")
    _cart(client, product)
    told = {**_form(client, "/checkout/"), **_WHO}
    Product.objects.update(price_minor=1300)
    text = _refused(client, "/checkout/", told)
    assert "The price has changed" in text
    assert "EUR\u00a013.00" in text
    assert gateway.asked == []
    assert client.post("/checkout/", {**Forms(text).by_action[""]}).status_code == 303


def test_nobody_books_by_another_policy_than_they_saw(client: Client, gateway: FakeGateway) -> None:
    listing = new_listing(policy=new_policy((14, 100)))
    told = {**_form(client, _stay(listing)), **_WHO}
    listing.policy = new_policy((14, 30))
    listing.save()
    text = _refused(client, _stay(listing), told)
    for words in ("if you cancel has changed", "30% back until 14 days"):
        assert words in text
    assert (Booking.objects.count(), gateway.asked) == (0, [])
    told = {**Forms(text).by_action[""], **_WHO}
    assert client.post(_stay(listing), told).status_code == 303
    assert Booking.objects.get().policy_steps == listing.policy.steps


def test_what_was_sold_meanwhile_is_said_and_nothing_is_held(client: Client) -> None:
    product = new_product(stock=2)
    _cart(client, product, 2)
    told = {**_form(client, "/checkout/"), **_WHO}
    Product.objects.update(stock=1)
    assert "not so many pieces left" in _refused(client, "/checkout/", told)
    assert Product.objects.get().stock == 1


def test_nights_that_were_sold_meanwhile_are_said(client: Client) -> None:
    listing = new_listing()
    told = {**_form(client, _stay(listing)), **_WHO}
    new_booking(listing)
    text = _refused(client, _stay(listing), told)
    assert "Some of these nights are taken" in text
    assert f"/stays/{listing.pk}/?check_in=" in text


def test_the_form_orders_what_it_showed_whatever_became_of_the_cart(client: Client) -> None:
    product = new_product(name="Honey")
    _cart(client, product)
    told = {**_form(client, "/checkout/"), **_WHO}
    _cart(client, new_product(name="Tea", price="99.00"), 3)
    client.post("/checkout/", told)
    assert list(Order.objects.get().lines.values_list("name", "quantity")) == [("Honey", 1)]
    assert "Tea" in client.get("/cart/").content.decode()


def test_without_goods_there_is_nothing_to_pay(client: Client) -> None:
    for address in ("/checkout/", "/checkout/?currency=XXX"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/cart/")
    assert client.post("/checkout/", {"goods": "nonsense"})["Location"] == "/cart/"


def test_a_stay_that_cannot_be_had_is_shown_on_its_listings_page(client: Client) -> None:
    listing = new_listing()
    for query in ("", "check_in=x", f"check_in={CHECK_IN}&check_out={CHECK_IN}"):
        response = client.get(f"/stays/{listing.pk}/book/?{query}")
        assert response.status_code == 302
        assert response["Location"].startswith(f"/stays/{listing.pk}/?")
    new_booking(listing)
    assert client.get(_stay(listing)).status_code == 302
    assert client.get(_stay(new_listing(active=False))).status_code == 404


def test_a_currency_that_nobody_takes_is_said(client: Client) -> None:
    _cart(client, new_product(currency="KES"))
    assert "nothing in KES can be paid here" in client.get("/checkout/").content.decode()


def test_a_charge_that_is_refused_leaves_the_order_to_be_paid_otherwise(
    client: Client, gateway: FakeGateway
) -> None:
    def refused(charge: object, _: object) -> Report:
        reference = getattr(charge, "reference", "")
        return Report(reference=reference, outcome=Outcome.FAILED, code="payer_not_found")

    gateway.says.append(refused)
    _cart(client, new_product())
    response = client.post("/checkout/", {**_form(client, "/checkout/"), **_WHO})
    assert Payment.objects.get().state == "failed"
    assert "no mobile money account" in client.get(response["Location"]).content.decode()


def test_only_a_form_of_ours_orders() -> None:
    client = Client(enforce_csrf_checks=True)
    listing = new_listing()
    assert client.post(_stay(listing), _WHO).status_code == 403
    assert Order.objects.count() == 0
