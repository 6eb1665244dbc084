"""What Chapa's answers mean to us. The default is doubt.

For a refusal one question decides whose it is: would the same request be taken once an operator
has mended a setting? Then it is Misconfigured and stays open; otherwise it is Refused for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from nauli.gateways.chapa.client import Reply
from nauli.gateways.chapa.settings import MODES
from nauli.gateways.contract import (
    Charge,
    Misconfigured,
    Outcome,
    Refused,
    Report,
    Unreachable,
    Unsure,
)
from nauli.gateways.told import clean, read_money, read_number

MOST_OF_CHECKOUT_URL = 500

# Their sentences, https://developer.chapa.co/integrations/responses; there are no codes.
_USED = "has been used before"
_NOT_PAID = "payment not paid yet"
_NOT_FOUND = "transaction not found"
_EXPIRED = "already expired"
_OUR_FAULT = ("receive payments", "incorrect header settings", "payments through api is disabled")
# No one behind these has read a charge: wrong key, address, method or framing.
_OUR_FAULT_STATUSES = frozenset({401, 403, 404, 405, 411, 413, 415})
_REFUSALS = frozenset({400, 422})

# Their word for a payment that came to nothing. The page stays open after it, so that the same
# reference may be told as "success" later.
_FAILURES = {
    "failed": "declined",
    "failed/cancelled": "not_completed",
    "cancelled": "cancelled",
}


def is_refusal(reply: Reply) -> bool:
    """Say whether something in the request itself was refused, and was told."""
    return reply.status in _REFUSALS and bool(reply.message)


def was_used(reply: Reply, field: str) -> bool:
    """Say whether a reference that may be used once, `field`, was used before."""
    told = reply.message.lower()
    unique = reply.refused.get(field, "") == "validation.unique"
    return is_refusal(reply) and (_USED in told or unique)


def was_not_found(reply: Reply) -> bool:
    """Say whether Chapa itself does not know it: any other 404 may be a proxy's."""
    return reply.status == 404 and _NOT_FOUND in reply.message.lower()


def refuse_if_ours(reply: Reply, said: str, *, asks: bool = False) -> None:
    """Raise where an operator has something to mend. `asks`: a 404 is then about what is asked."""
    told = reply.message.lower()
    ours = 400 <= reply.status < 500 and any(words in told for words in _OUR_FAULT)
    if ours or reply.status in _OUR_FAULT_STATUSES - ({404} if asks else set()):
        raise Misconfigured(f"Chapa does not accept our settings ({said}).", code=code_of(reply))
    if reply.status == 429:
        raise Unreachable(f"Chapa asks us to slow down ({said}).", code=code_of(reply))


def read_charged(charge: Charge, reply: Reply) -> Report:
    """Return a PENDING report, with the page where it is paid unless that was told before."""
    said = said_of(reply, charge)
    if was_used(reply, "tx_ref"):
        return Report(reference=charge.reference, outcome=Outcome.PENDING, message=said)
    refuse_if_ours(reply, said)
    if is_refusal(reply):
        raise Refused(f"Chapa refused the request ({said}).", code="refused")
    if reply.status != 200 or reply.said != "success" or reply.data is None:
        raise Unsure(f"Chapa may or may not have taken the request ({said}).", code=code_of(reply))
    url = reply.data.get("checkout_url")
    if not isinstance(url, str) or not _is_page(url):
        raise Unsure("Chapa took the request, but its page cannot be read.", code="checkout_url")
    return Report(reference=charge.reference, outcome=Outcome.PENDING, checkout_url=url)


def read_looked(charge: Charge, reply: Reply, *, mode: str) -> Report:
    """Return what became of the charge. A success that is not ours alone to judge has a misfit."""
    said = said_of(reply, charge)
    if was_not_found(reply):
        return Report(reference=charge.reference, outcome=Outcome.UNKNOWN_HERE, message=said)
    if reply.status in {200, 404} and _NOT_PAID in reply.message.lower():
        return Report(reference=charge.reference, outcome=Outcome.PENDING, message=said)
    refuse_if_ours(reply, said, asks=True)
    data = reply.data or {}
    status = data.get("status")
    if reply.status != 200 or reply.said != "success" or not isinstance(status, str):
        raise Unsure(f"Chapa's answer says nothing of the payment ({said}).", code=code_of(reply))
    if data.get("tx_ref", charge.reference) != charge.reference:
        raise Unsure("Chapa's answer speaks of another payment.", code="other_reference")
    # Refunded: the money came. What of it went back should be known by its refunds.
    if status in {"success", "refunded"}:
        return _succeeded(charge, data, mode=mode, given_back=status == "refunded")
    if status == "reversed" or status in _FAILURES:
        return Report(
            reference=charge.reference,
            outcome=Outcome.REVERSED if status == "reversed" else Outcome.FAILED,
            amount=read_money(data.get("amount"), data.get("currency")),
            transaction=read_number(data.get("reference") or "") or "",
            code=_FAILURES.get(status, ""),
            message=status,
        )
    # "pending", and words that we do not know yet: none of them says that it is over.
    return Report(
        reference=charge.reference, outcome=Outcome.PENDING, message=clean_of(status, charge)
    )


def read_cancelled(charge: Charge, reply: Reply) -> bool:
    """Return True where the page takes no money any more, now or since before; else raise."""
    said = said_of(reply, charge)
    if reply.status == 200 and reply.said == "success":
        return True
    if reply.status < 500 and _EXPIRED in reply.message.lower():
        return True
    refuse_if_ours(reply, said, asks=True)
    raise Unsure(f"Chapa may or may not have cancelled the page ({said}).", code=code_of(reply))


def _succeeded(
    charge: Charge, data: Mapping[str, object], *, mode: str, given_back: bool
) -> Report:
    amount = read_money(data.get("amount"), data.get("currency"))
    if amount is None:
        # "None told" would let the amount that we asked for stand. It was told, only not clearly.
        raise Unsure("Chapa reports success over an amount that cannot be read.", code="amount")
    number = read_number(data.get("reference") or "")
    if number is None:
        raise Unsure("Chapa reports success under a number that cannot be read.", code="number")
    return Report(
        reference=charge.reference,
        outcome=Outcome.SUCCEEDED,
        amount=amount,
        transaction=number,
        message="refunded" if given_back else "",
        given_back=given_back,
        misfit=_misfit(data, mode),
    )


def _misfit(data: Mapping[str, object], mode: str) -> str:
    told = data.get("mode")
    if told != mode:
        named = told if isinstance(told, str) and told in MODES else "no known"
        return f"Chapa reports success in {named} mode, and we are in {mode} mode."
    return "" if "tx_ref" in data else "Chapa reports success without naming our reference."


def _is_page(url: str) -> bool:
    """Say whether a browser can be sent there: one printable line that names a host."""
    if len(url) > MOST_OF_CHECKOUT_URL or not url.isascii() or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in url


def said_of(reply: Reply, charge: Charge) -> str:
    return clean_of(f"{reply.status} {reply.message}", charge)


def clean_of(text: str, charge: Charge) -> str:
    """Make it storable, and mask the payer's number in each form that Chapa writes it in."""
    at_home = charge.payer.replace("+251", "0", 1)
    return clean(text, phones=(charge.payer, at_home))


def code_of(reply: Reply) -> str:
    return f"http_{reply.status}"
