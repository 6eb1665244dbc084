"""Who is told of what a gateway does not say, or says no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from nauli.cases import raise_case as raising
from nauli.cases.close import close_case
from nauli.cases.models import Case
from nauli.gateways.contract import NEVER_ACCEPTED, Charge, Journal, Outcome, Report, Unsure
from nauli.payments.cancel import cancel_payment
from nauli.payments.look import look, look_at_due
from nauli.payments.models import Payment
from nauli.payments.settle import settle
from tests.factories import failed, new_payment, pending, succeeded
from tests.fakes import FakeGateway
from tests.payments.world import FAILED, PAID, WAITING, again, cases_of, old_payment, world

# As in life: whatever is written outside a transaction is committed on its own.
pytestmark = pytest.mark.django_db(transaction=True)

DAYS = timedelta(days=3)


def _unknown(charge: Charge, _: Journal) -> Report:
    return Report(reference=charge.reference, outcome=Outcome.UNKNOWN_HERE)


def _kinds(payment: Payment) -> list[str]:
    return [kind for kind, _ in cases_of(payment)]


def _ask(payment: Payment) -> Payment:
    return look(payment.pk, whether_due_or_not=True)


# --- No answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", [succeeded, failed])
def test_what_ends_after_days_ends_its_case(
    gateway: FakeGateway, report: Callable[[Payment], Report]
) -> None:
    payment = old_payment(DAYS)
    _ask(payment)
    assert _kinds(payment) == ["no_answer"]
    gateway.says = [report(payment)]
    Payment.objects.update(next_look_at=Now())
    assert look_at_due(10) == 1
    assert again(payment).state == report(payment).outcome
    assert cases_of(payment) == []


def test_what_has_failed_after_days_can_be_cancelled(gateway: FakeGateway) -> None:
    payment = old_payment(DAYS)
    gateway.says = [failed(payment)]
    assert cancel_payment(payment.pk).state == "failed"
    assert world(payment) == FAILED


def test_what_was_never_accepted_ends_its_case(gateway: FakeGateway) -> None:
    payment = old_payment(DAYS)
    gateway.says = [Unsure("down"), _unknown]
    _ask(payment)
    assert _kinds(payment) == ["no_answer"]
    Payment.objects.update(resent_at=Now() - timedelta(days=2))
    _ask(payment)
    assert again(payment).failure_code == NEVER_ACCEPTED
    assert cases_of(payment) == []


def test_a_case_that_a_person_closed_is_not_opened_by_the_next_look(gateway: FakeGateway) -> None:
    payment = old_payment(DAYS)
    _ask(payment)
    close_case(Case.objects.get().pk, resolution="MTN was called, we wait.")
    for _ in range(3):
        _ask(payment)
    assert gateway.verbs == ["look"] * 4
    assert cases_of(payment) == []


def test_a_case_without_its_record_is_not_left_behind(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look holds no transaction of its own: who dies in between has opened no case."""

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    payment = old_payment(DAYS)
    with monkeypatch.context() as patch:
        patch.setattr(raising, "record", die)
        with pytest.raises(SystemExit):
            _ask(payment)
    assert gateway.verbs == ["look"]
    assert not Case.objects.exists()


# --- An end that only an event told of ------------------------------------------------------------


@pytest.mark.parametrize("what", [succeeded, failed])
@pytest.mark.parametrize(("said", "kind"), [("404", "disagreement"), ("error", "no_answer")])
def test_an_end_that_the_gateway_never_confirms_is_told_to_a_person(
    gateway: FakeGateway, what: Callable[[Payment], Report], said: str, kind: str
) -> None:
    payment = old_payment(DAYS)
    settle(what(payment), asked=False)
    for _ in range(3):
        gateway.says = [_unknown if said == "404" else Unsure("?")]
        _ask(payment)
    assert _kinds(payment) == [kind]
    now = again(payment)
    assert (now.state, now.confirmed_at) == (what(payment).outcome, None)
    assert now.next_look_at is not None
    assert set(gateway.verbs) == {"look"}


@pytest.mark.parametrize("said", [_unknown, Unsure("?")])
def test_on_the_first_day_it_is_nobodys_business(
    gateway: FakeGateway, said: Exception | Callable[[Charge, Journal], Report]
) -> None:
    payment = new_payment()
    settle(succeeded(payment), asked=False)
    gateway.says = [said]
    _ask(payment)
    assert gateway.verbs == ["look"]
    assert cases_of(payment) == []


def test_confirmed_after_all_it_is_told_to_nobody_any_more(gateway: FakeGateway) -> None:
    payment = old_payment(DAYS)
    settle(succeeded(payment), asked=False)
    gateway.says = [Unsure("?"), _unknown, succeeded(payment, transaction="T1")]
    for _ in range(3):
        _ask(payment)
    assert Case.objects.count() == 2
    assert cases_of(payment) == []
    assert world(payment) == PAID


# --- What the gateway had accepted ----------------------------------------------------------------


def _accepted(payment: Payment, *, ago: timedelta = timedelta(hours=1)) -> None:
    settle(pending(payment))
    Payment.objects.filter(pk=payment.pk).update(accepted_at=Now() - ago)


def test_it_is_kept_when_the_gateway_first_had_the_request(gateway: FakeGateway) -> None:
    payment = new_payment()
    settle(pending(payment), asked=False)
    assert again(payment).accepted_at is None  # somebody else said so
    _ask(payment)
    first = again(payment).accepted_at
    assert first is not None
    _ask(payment)
    assert again(payment).accepted_at == first
    assert gateway.verbs == ["look"] * 2


@pytest.mark.parametrize("state", [Payment.State.PENDING, Payment.State.CANCELLED])
def test_what_was_accepted_never_was_never_accepted(
    gateway: FakeGateway, state: Payment.State
) -> None:
    """However often the gateway denies it: money may be on its way."""
    payment = old_payment(timedelta(hours=2))
    _accepted(payment)
    Payment.objects.update(resent_at=Now() - timedelta(hours=1), state=state)
    for _ in range(3):
        gateway.says = [_unknown]
        _ask(payment)
    assert gateway.verbs == ["look"] * 3
    assert world(payment) == WAITING if state == "pending" else again(payment).state == state
    why = (
        f"Ours says {state} over EUR 12.50, momo says that it does not know it,"
        " which it had taken before."
    )
    assert cases_of(payment) == [("disagreement", why)]


def test_what_was_accepted_is_not_sent_again(gateway: FakeGateway) -> None:
    payment = old_payment(timedelta(hours=1))
    _accepted(payment)
    gateway.says = [_unknown]
    _ask(payment)
    assert gateway.verbs == ["look"]
    assert again(payment).resent_at is None


def test_what_was_accepted_a_moment_ago_may_not_be_visible_yet(gateway: FakeGateway) -> None:
    payment = old_payment(timedelta(hours=1))
    _accepted(payment, ago=timedelta(seconds=1))
    gateway.says = [_unknown]
    _ask(payment)
    assert gateway.verbs == ["look"]
    assert cases_of(payment) == []
    assert world(payment) == WAITING


@pytest.mark.parametrize("report", [pending, succeeded, failed])
def test_known_again_it_is_told_to_nobody_any_more(
    gateway: FakeGateway, report: Callable[[Payment], Report]
) -> None:
    payment = old_payment(timedelta(hours=1))
    _accepted(payment)
    gateway.says = [_unknown, report(payment)]
    _ask(payment)
    assert _kinds(payment) == ["disagreement"]
    _ask(payment)
    assert cases_of(payment) == []
    assert Case.objects.get().resolution == "The gateway knows it again."


def test_forgotten_twice_it_is_told_twice(gateway: FakeGateway) -> None:
    payment = old_payment(timedelta(hours=1))
    _accepted(payment)
    gateway.says = [_unknown, pending(payment), _unknown]
    for _ in range(3):
        _ask(payment)
    assert _kinds(payment) == ["disagreement"]
    assert Case.objects.count() == 2


def test_accepted_while_somebody_else_found_it_unknown_it_does_not_end(
    gateway: FakeGateway,
) -> None:
    payment = old_payment(timedelta(hours=1))
    Payment.objects.update(resent_at=Now() - timedelta(minutes=30))
    _ask(payment)  # the gateway says that it has it
    settle(Report(reference=payment.reference, outcome=Outcome.FAILED, code=NEVER_ACCEPTED))
    assert gateway.verbs == ["look"]
    assert world(payment) == WAITING


@pytest.mark.parametrize("asks_on", [True, False])
def test_a_gateway_that_has_what_it_never_accepted_is_asked_on_and_a_person_is_told(
    gateway: FakeGateway, *, asks_on: bool
) -> None:
    payment = old_payment(timedelta(hours=26))
    settle(Report(reference=payment.reference, outcome=Outcome.FAILED, code=NEVER_ACCEPTED))
    long_ago = Now() - timedelta(hours=25)
    Payment.objects.update(confirmed_at=long_ago, settled_at=long_ago)
    if not asks_on:
        Payment.objects.update(next_look_at=None)
    gateway.says = [pending(payment)]
    _ask(payment)
    now = again(payment)
    assert (now.state, now.confirmed_at) == ("failed", None)
    assert now.next_look_at is not None
    assert _kinds(payment) == ["disagreement"]
    gateway.says = [succeeded(payment, transaction="T1")]
    _ask(payment)
    assert (again(payment).state, again(payment).order.status) == ("succeeded", "paid")
