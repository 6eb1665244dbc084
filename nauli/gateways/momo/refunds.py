"""A refund at MTN: asked for and answered in the very words of a charge, and one way back to it."""

from __future__ import annotations

from dataclasses import replace

from nauli.gateways.contract import Charge, Outcome, Refund, Report
from nauli.gateways.momo.answers import read_looked
from nauli.gateways.momo.client import Reply
from nauli.gateways.momo.fit import fit_message

# What of a charge's failures is as true of a refund. The rest: the money did not leave us.
_AS_TRUE = {"not_enough_funds", "limit_reached", "payer_not_found"}


def as_charge(refund: Refund) -> Charge:
    """Return what MTN's answer must speak of: the refund's reference and its amount."""
    return replace(refund.charge, id=refund.id, reference=refund.reference, amount=refund.amount)


def body_of(refund: Refund) -> dict[str, object]:
    """Return the body of a refund request. Who was the payer is the payee now, and reads why."""
    return {
        "amount": str(refund.amount),
        "currency": refund.amount.currency,
        "externalId": refund.reference,
        "payerMessage": fit_message(f"refund of {refund.charge.reference}", otherwise="refund"),
        "payeeNote": fit_message(refund.reason, otherwise=f"refund {refund.reference}"),
        "referenceIdToRefund": str(refund.charge.id),
    }


def read_refund_looked(refund: Refund, reply: Reply) -> Report:
    """Return what became of the refund; raises as `read_looked` does."""
    report = read_looked(as_charge(refund), reply)
    if report.outcome is Outcome.FAILED and report.code not in _AS_TRUE:
        return replace(report, code="reversed")
    return report
