from __future__ import annotations

import pytest
from django.http import HttpResponse

from nauli.access.scopes import Scope
from nauli.cases.models import Case
from nauli.gateways.contract import Refused
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from nauli.refunds.models import Refund
from nauli.refunds.settle import settle as settle_refund
from tests.door import Door, read, read_problem
from tests.factories import new_key, new_order, new_paid_payment, new_payment, succeeded
from tests.fakes import FakeGateway
from tests.refunds.world import not_done

pytestmark = pytest.mark.django_db


def _refund(door: Door, payment: Payment, key: str = "r", **body: object) -> HttpResponse:
    return door.post(f"/api/payments/{payment.pk}/refunds/", body, idempotency_key=key)


def test_a_refund_answers_201_and_where_to_ask(door: Door, gateway: FakeGateway) -> None:
    payment = new_paid_payment()
    response = _refund(door, payment, amount="5", reason="one was broken")
    refund = Refund.objects.get()
    told = read(response, 201)
    assert response["Location"] == f"/api/refunds/{refund.pk}/"
    assert told == {
        "id": str(refund.pk),
        "reference": refund.reference,
        "payment": str(payment.pk),
        "status": "pending",
        "amount": "5.00",
        "currency": "EUR",
        "reason": "one was broken",
        "failure": None,
        "created_at": told["created_at"],
    }
    assert read(door.get(response["Location"])) == told
    assert gateway.verbs == ["refund"]
    assert read(door.get(f"/api/payments/{payment.pk}/"))["returned"] == "5.00"


def test_the_same_key_is_the_same_refund(door: Door, gateway: FakeGateway) -> None:
    payment = new_paid_payment()
    first, again = _refund(door, payment, amount="5"), _refund(door, payment, amount="5")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert gateway.verbs == ["refund"]
    read_problem(_refund(door, payment, amount="6"), 422)


def test_without_a_key_nothing_goes_back(door: Door, gateway: FakeGateway) -> None:
    payment = new_paid_payment()
    read_problem(door.post(f"/api/payments/{payment.pk}/refunds/", {}), 400)
    assert (gateway.asked, Refund.objects.count()) == ([], 0)


def test_what_is_left_out_is_all_that_is_left(door: Door, gateway: FakeGateway) -> None:
    payment = new_paid_payment()
    _refund(door, payment, "a", amount="5")
    assert read(_refund(door, payment, "b"), 201)["amount"] == "7.50"
    told = read_problem(_refund(door, payment, "c"), 409)
    assert told["type"] == "urn:nauli:problem:nothing-to-refund"
    assert gateway.verbs == ["refund", "refund"]


def test_more_than_is_left_is_refused_and_says_what_is(door: Door, gateway: FakeGateway) -> None:
    payment = new_paid_payment()
    _refund(door, payment, "a", amount="5")
    told = read_problem(_refund(door, payment, "b", amount="7.51"), 409)
    assert told["type"] == "urn:nauli:problem:refund-too-large"
    assert (told["field"], told["refundable"]) == ("amount", "7.50")
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("amount", ["0", "-1", "1.234", "much", "", "1e2"])
def test_an_amount_that_is_none_is_named(door: Door, gateway: FakeGateway, amount: str) -> None:
    told = read_problem(_refund(door, new_paid_payment(), amount=amount), 422)
    assert told["field"] == "amount"
    assert gateway.asked == []


@pytest.mark.parametrize("reason", ["x" * 101, "two\nlines", "a\ttab"])
def test_a_reason_that_does_not_fit_is_named(door: Door, reason: str) -> None:
    told = read_problem(_refund(door, new_paid_payment(), reason=reason), 422)
    assert told["field"] == "reason"


def test_a_payment_that_brought_nothing_has_nothing_to_return(
    door: Door, gateway: FakeGateway
) -> None:
    told = read_problem(_refund(door, new_payment()), 409)
    assert told["type"] == "urn:nauli:problem:nothing-to-refund"
    missing = new_payment(new_order())
    Payment.objects.filter(pk=missing.pk).delete()
    read_problem(_refund(door, missing), 404)
    assert gateway.asked == []


def test_without_what_the_gateway_needs_it_is_not_begun(door: Door, gateway: FakeGateway) -> None:
    gateway.missing = ["MOMO_DISBURSEMENT_API_USER", "MOMO_DISBURSEMENT_API_KEY"]
    told = read_problem(_refund(door, new_paid_payment()), 409)
    assert told["type"] == "urn:nauli:problem:refunds-not-configured"
    assert "MOMO_DISBURSEMENT_API_USER, MOMO_DISBURSEMENT_API_KEY are set" in told["detail"]
    assert (gateway.asked, Refund.objects.count()) == ([], 0)


def test_a_refusal_is_shown_as_one_with_the_gateways_words(
    door: Door, gateway: FakeGateway
) -> None:
    words = "Refunds can only be processed in live mode"
    gateway.says = [Refused(words, code="refused")]
    payment = new_paid_payment()
    told = read(_refund(door, payment), 201)
    assert told["status"] == "failed"
    assert told["failure"] == {"code": "refused", "message": words}
    assert read(door.get(f"/api/payments/{payment.pk}/"))["returned"] == "0.00"


def test_money_that_is_owed_goes_back_from_its_case(door: Door, gateway: FakeGateway) -> None:
    order = new_order()
    new_paid_payment(order)
    second = settle(succeeded(new_payment(order)))
    case = Case.objects.get(kind="unapplied")
    told = read(door.post(f"/api/cases/{case.pk}/refund/", {}, idempotency_key="c"), 201)
    assert (told["payment"], told["amount"]) == (str(second.pk), "12.50")
    assert gateway.verbs == ["refund"]


def test_of_a_part_that_did_not_go_back_its_case_returns_no_more(
    door: Door, gateway: FakeGateway
) -> None:
    payment = new_paid_payment()
    _refund(door, payment, amount="5.00")
    settle_refund(not_done(Refund.objects.get()))
    case = Case.objects.get(kind="refund")
    told = read(door.post(f"/api/cases/{case.pk}/refund/", {}, idempotency_key="c"), 201)
    assert (told["payment"], told["amount"]) == (str(payment.pk), "5.00")


def test_a_case_without_a_payment_or_without_being_has_nothing(door: Door) -> None:
    case = Case.objects.create(kind="event", fact="1", detail="It fits nothing.")
    read_problem(door.post(f"/api/cases/{case.pk}/refund/", {}, idempotency_key="c"), 409)
    for number in (999999, 2**63):
        read_problem(door.post(f"/api/cases/{number}/refund/", {}, idempotency_key="c"), 404)


def test_refunds_are_listed_and_found(door: Door, gateway: FakeGateway) -> None:
    payment, other = new_paid_payment(), new_paid_payment()
    for key, of in enumerate((payment, payment, other)):
        _refund(door, of, str(key), amount="1")
    first, second, third = (
        str(pk) for pk in Refund.objects.order_by("created_at").values_list("pk", flat=True)
    )
    listed = read(door.get("/api/refunds/?limit=2"))
    assert [row["id"] for row in listed["items"]] == [first, second]
    assert [row["id"] for row in read(door.get(listed["next"]))["items"]] == [third]
    of_payment = read(door.get(f"/api/refunds/?payment={payment.pk}&status=pending"))
    assert [row["id"] for row in of_payment["items"]] == [first, second]
    reference = Refund.objects.get(pk=third).reference
    assert [r["id"] for r in read(door.get(f"/api/refunds/?reference={reference}"))["items"]] == [
        third
    ]
    assert read(door.get("/api/refunds/?status=failed"))["items"] == []
    read_problem(door.get("/api/refunds/00000000-0000-4000-8000-000000000000/"), 404)


def test_who_may_charge_may_not_return(gateway: FakeGateway) -> None:
    door = Door(new_key(Scope.PAYMENTS, Scope.READ, Scope.CASES))
    read_problem(_refund(door, new_paid_payment()), 403)
    assert gateway.asked == []
