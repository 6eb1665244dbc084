"""When a person is told of what a gateway does not say, and when that was answered after all."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from nauli.cases.close import answered, came_true
from nauli.cases.models import Case
from nauli.gateways.contract import Outcome
from nauli.kit.clock import now
from nauli.payments.models import Payment
from nauli.payments.question import put_before_a_person

# After this long without an answer a person is told; the gateway is asked on.
_TELL_A_PERSON_AFTER = timedelta(days=2)


def contradicting(outcome: Outcome) -> str:
    """Begin to say what an event told against our state: by these words its case is found again."""
    return f"A signed event says {outcome};"


def end_if_true(payment: Payment, outcome: Outcome) -> None:
    """Close the cases of events that told before what the gateway has now said."""
    came_true(payment.pk, contradicting(outcome), resolution=f"It has {outcome}.")


def tell_if_unanswered(payment: Payment) -> None:
    """Tell a person of a payment that the gateway has said neither yes nor no to for days."""
    if (payment.in_doubt or payment.unconfirmed) and _is_old(payment):
        _raise(
            Case.Kind.NO_ANSWER,
            payment,
            f"{payment.gateway} has said neither yes nor no to {payment.amount.spoken()}"
            f" since {payment.created_at:%Y-%m-%d %H:%M} UTC.",
        )


def tell_if_unknown(payment: Payment) -> None:
    """Tell a person where the gateway does not know what it had taken, or what has ended for us.

    Soon after a request that is no news: it may just not be visible yet.
    """
    if may_be_forgotten(payment) or (payment.unconfirmed and _is_old(payment)):
        before = ", which it had taken before" if payment.accepted_at else ""
        _raise(
            Case.Kind.DISAGREEMENT,
            payment,
            f"Ours says {payment.state} over {payment.amount.spoken()}, {payment.gateway} says that"
            f" it does not know it{before}.",
        )


def may_be_forgotten(payment: Payment) -> bool:
    """Say whether a gateway that does not know it now has forgotten what it once had taken."""
    after = timedelta(seconds=settings.RESEND_AFTER_SECONDS)
    accepted = payment.accepted_at
    return payment.in_doubt and accepted is not None and now() - accepted > after


def end_forgotten(payment: Payment) -> None:
    """Close the case of a payment that the gateway had forgotten."""
    answered(Case.Kind.DISAGREEMENT, payment.reference, resolution="The gateway knows it again.")


def end_if_answered(payment: Payment) -> None:
    """Close the case of a payment that the gateway had said nothing of, if it now has."""
    if not payment.in_doubt and not payment.unconfirmed and _is_old(payment):
        answered(Case.Kind.NO_ANSWER, payment.reference, resolution=f"It has {payment.state}.")


def _is_old(payment: Payment) -> bool:
    return now() - payment.created_at > _TELL_A_PERSON_AFTER


def _raise(kind: Case.Kind, payment: Payment, detail: str) -> None:
    put_before_a_person(kind, payment, detail=detail, amount=payment.amount)
