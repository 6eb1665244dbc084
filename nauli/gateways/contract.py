"""What every gateway must be able to do, in our words. Plain Python: no database, no framework.

A gateway's errors say what the caller may do next. What is not a clear yes or a clear no is
`Unsure`: the default is doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was said about a payment, whoever said it: answer, webhook, return, sweep, operator."""

    reference: str
    outcome: Outcome
    amount: Money | None = None  # as told; None where the gateway told none
    transaction: str = ""  # the gateway's own number for the money, once it has one
    code: str = ""  # a stable word for a failure, ours: see FAILURES
    message: str = ""  # the gateway's own words for it, kept for staff


# The failure of a request that the gateway still does not know long after it was sent.
NEVER_ACCEPTED = "never_accepted"

# Our stable words for why money did not come. A gateway maps its own words onto these.
FAILURES = {
    "declined": "The customer declined the payment.",
    "expired": "The customer did not approve the payment in time.",
    "not_enough_funds": "There was not enough money on the account.",
    "limit_reached": "A limit of the account was reached.",
    "payer_not_found": "The number has no mobile money account.",
    "not_allowed": "The gateway does not allow this payment.",
    "gateway_error": "The gateway could not carry out the payment.",
    "refused": "The gateway refused the request.",
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

    def charge(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask the payer for the money. A PENDING report means: accepted, and nothing more."""

    def look(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask what became of a charge, by our own reference."""

    def checks(self) -> Mapping[str, Check]:
        """Return what `nauli doctor` may ask, by name; they run at once, each in a thread.

        None of them moves money or changes anything, here or at the gateway.
        """
