"""What every gateway must be able to do, in our words. Plain Python: no database, no framework.

A gateway's errors say what the caller may do next. What is not a clear yes or a clear no is
`Unsure`: the default is doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from nauli.kit.errors import NauliError
from nauli.kit.findings import Check
from nauli.kit.money import Money


class Outcome(StrEnum):
    PENDING = "pending"  # the gateway has it and has not decided
    SUCCEEDED = "succeeded"  # the gateway says that the money is ours
    FAILED = "failed"  # the gateway says that it will never be
    REVERSED = "reversed"  # the gateway took the money back after it had come
    UNKNOWN_HERE = "unknown_here"  # the gateway does not know our reference (yet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One request for money. `id` and `reference` are ours and were committed before the call."""

    id: UUID  # what the gateway knows it by, where it wants a UUID
    reference: str  # what a person reads, and what the gateway echoes
    order_id: UUID  # what the money is for
    amount: Money
    payer: str  # E.164, "+256772123456"
    note: str  # shown to the payer; the gateway makes it fit
    name: str = ""  # the payer's, for a gateway that greets them on a page of its own
    email: str = ""
    return_url: str = ""  # where such a page sends the payer's browser when they are done


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money on its way back to who paid it. `id` and `reference` were committed before the call."""

    id: UUID  # what the gateway knows it by, where it wants a UUID
    reference: str  # what a person reads, and what the gateway echoes
    charge: Charge  # the payment that it is returned from
    transaction: str  # the gateway's own number of that payment
    amount: Money  # all of it or a part
    reason: str = ""  # the merchant's words; the gateway makes them fit
    number: str = ""  # the gateway's own number of the refund, once it has told one


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was said about a payment or a refund: by an answer, webhook, return, sweep, operator."""

    reference: str
    outcome: Outcome
    amount: Money | None = None  # as told; None where the gateway told none
    transaction: str = ""  # the gateway's own number for the money, once it has one
    code: str = ""  # a stable word for a failure, ours: see FAILURES
    message: str = ""  # the gateway's own words for it, kept for staff
    checkout_url: str = ""  # the gateway's page where the payer pays; told once and never again
    given_back: bool = False  # of a success: the gateway says that its money has gone back since
    misfit: str = ""  # what of a success does not fit the charge, besides its amount; a sentence


# The failure of a request that the gateway still does not know long after it was sent.
NEVER_ACCEPTED = "never_accepted"
# The end of a page that nobody had paid on when it was closed.
CLOSED = "closed"
# The end of a payment whose money came and was taken back before we heard that it had come.
TAKEN_BACK = "taken_back"

# Our stable words for why money did not come. A gateway maps its own words onto these.
FAILURES = {
    "declined": "The customer declined the payment.",
    "cancelled": "The payment was cancelled.",
    "not_completed": "The payment failed or was cancelled.",  # a gateway's one word for both
    "expired": "The customer did not approve the payment in time.",
    "not_enough_funds": "There was not enough money on the account.",
    "limit_reached": "A limit of the account was reached.",
    "payer_not_found": "The number has no mobile money account.",
    "not_allowed": "The gateway does not allow this payment.",
    "reversed": "The gateway could not return the money; it is ours again.",
    "gateway_error": "The gateway could not carry out the payment.",
    "refused": "The gateway refused the request.",
    CLOSED: "The payment page was closed before anybody paid.",
    TAKEN_BACK: "The gateway took the money back.",
    NEVER_ACCEPTED: "The request did not reach the gateway. Nothing was taken.",
}


class GatewayError(NauliError):
    """The gateway did not do what we asked."""

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        """Keep `code`: one of FAILURES where it is a refusal, else the gateway's own word."""
        super().__init__(detail)
        self.code = code


class Refused(GatewayError):
    """The gateway said no. Nothing was taken and nothing will be; do not ask again."""


class Unreachable(GatewayError):
    """The request did not reach the gateway. Nothing was taken; asking again is safe."""


class Misconfigured(Unreachable):
    """The gateway does not accept our credentials or settings. That is our fault, not a decline."""


class Unsure(GatewayError):
    """The gateway may or may not have taken the request. Look it up; never ask anew."""


class Exchange(Protocol):
    """One request to a gateway, written down before it is sent."""

    def answered(self, status: int, body: bytes) -> None:
        """Write down what came back."""

    def broke(self, error: str) -> None:
        """Write down that no whole answer came back, and why."""


class Journal(Protocol):
    """Where a gateway's client writes each request before, and each answer after, the call."""

    def sending(
        self, operation: str, *, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Exchange:
        """Commit a row that says what is about to be sent; secrets are already taken out."""


class Gateway(Protocol):
    """A way to be paid."""

    name: str

    def currencies(self) -> frozenset[str]:
        """Return the currencies that can be asked for with the present settings."""

    def missing_for_refunds(self, currency: str) -> Sequence[str]:
        """Return the settings without which nothing can be returned in this currency."""

    def charge(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask the payer for the money. A PENDING report means: accepted, and nothing more."""

    def look(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask what became of a charge, by our own reference."""

    def cancel(self, charge: Charge, *, journal: Journal) -> bool:
        """Keep the payer from paying it any more; say whether the gateway can do that at all.

        True decides nothing about the money: somebody may have paid a moment ago. Look afterwards.
        """

    def refund(self, refund: Refund, *, journal: Journal) -> Report:
        """Ask for money to be returned. PENDING: accepted, and nothing more.

        `transaction` of the report is the gateway's own number of the refund.
        """

    def look_refund(self, refund: Refund, *, journal: Journal) -> Report:
        """Ask what became of a refund. SUCCEEDED: the money has gone back to the payer."""

    def checks(self) -> Mapping[str, Check]:
        """Return what `nauli doctor` may ask, by name; they run at once, each in a thread.

        None of them moves money or changes anything, here or at the gateway.
        """
