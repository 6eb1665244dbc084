"""What Chapa's answers to a refund mean to us. The default is doubt.

https://developer.chapa.co/refund, and the states that those who use it report: initiated, then
processing, then refunded, or reversed where the money came back to the merchant.
"""

from __future__ import annotations

from nauli.gateways.chapa.answers import (
    clean_of,
    code_of,
    is_refusal,
    refuse_if_ours,
    said_of,
    was_not_found,
    was_used,
)
from nauli.gateways.chapa.client import Reply
from nauli.gateways.contract import Outcome, Refund, Refused, Report, Unsure
from nauli.gateways.told import read_money, read_number

_LIVE_ONLY = "only be processed in live mode"
_NO_FUNDS = "insufficient"
# No limit is published; what is longer than a line is for our own books.
_MOST_OF_REASON = 200


def form_of(refund: Refund) -> dict[str, str]:
    """Return the form of a refund. The amount is said even where it is all of it."""
    form = {
        "amount": str(refund.amount),
        "reason": " ".join(refund.reason.split())[:_MOST_OF_REASON],
        "reference": refund.reference,
    }
    return {name: value for name, value in form.items() if value}


def read_refunded(refund: Refund, reply: Reply) -> Report:
    """Return what was made of a request to refund; raises what a charge raises."""
    said = said_of(reply, refund.charge)
    if was_used(reply, "reference"):
        return Report(reference=refund.reference, outcome=Outcome.PENDING, message=said)
    # Said with a status that is not told anywhere; the sentence alone is a no.
    if reply.status < 500 and _LIVE_ONLY in reply.message.lower():
        raise Refused(f"Chapa refused the refund ({said}).", code="refused")
    if was_not_found(reply):
        raise Refused(f"Chapa knows no such payment ({said}).", code="refused")
    refuse_if_ours(reply, said)
    if is_refusal(reply):
        short = _NO_FUNDS in reply.message.lower()
        code = "not_enough_funds" if short else "refused"
        raise Refused(f"Chapa refused the refund ({said}).", code=code)
    if reply.status not in {200, 201, 202} or reply.said != "success":
        raise Unsure(f"Chapa may or may not have taken the refund ({said}).", code=code_of(reply))
    return _told(refund, reply)


def read_refund_looked(refund: Refund, reply: Reply) -> Report:
    """Return what became of a refund. Only a 404 in Chapa's own form means unknown."""
    said = said_of(reply, refund.charge)
    refuse_if_ours(reply, said, asks=True)
    if reply.status == 404 and reply.readable and reply.message:
        return Report(reference=refund.reference, outcome=Outcome.UNKNOWN_HERE, message=said)
    if reply.status != 200 or reply.data is None or not isinstance(reply.data.get("status"), str):
        raise Unsure(f"Chapa's answer says nothing of the refund ({said}).", code=code_of(reply))
    return _told(refund, reply)


def _told(refund: Refund, reply: Reply) -> Report:
    data = reply.data or {}
    # Whether it is the refund's reference or the payment's, no page says; of others it is neither.
    ours = (None, refund.reference, refund.charge.reference)
    if data.get("merchant_reference") not in ours:
        raise Unsure("Chapa's answer speaks of another refund.", code="other_reference")
    status = data.get("status")
    number = read_number(data.get("ref_id") or "") or ""
    amount = read_money(data.get("amount"), data.get("currency"))
    if status == "refunded" and amount is None:
        raise Unsure("Chapa reports a refund over an amount that cannot be read.", code="amount")
    outcome = {"refunded": Outcome.SUCCEEDED, "reversed": Outcome.FAILED}
    return Report(
        reference=refund.reference,
        outcome=outcome.get(str(status), Outcome.PENDING),
        amount=amount,
        transaction=number,
        code="reversed" if status == "reversed" else "",
        message=clean_of(status, refund.charge) if isinstance(status, str) else "",
    )
