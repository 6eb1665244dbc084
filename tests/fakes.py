"""Stand-ins at our own contracts: a gateway and a carrier that say what a test has them say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from nauli.gateways.contract import Charge, Journal, Outcome, Refund, Report
from nauli.kit.findings import Check
from nauli.notifications.channels.contract import Accepted, Letter

# What is asked for is a Charge, or a Refund.
Said = Report | Exception | Callable[[Any, Journal], Report]


@dataclass
class FakeGateway:
    """Answers each question with the next of `says`, or PENDING when there is none left."""

    name: str = "momo"
    takes: frozenset[str] = frozenset({"EUR", "UGX"})
    says: list[Said] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    inside_a_transaction: list[bool] = field(default_factory=list)
    cancels: bool | Exception = False  # what `cancel` answers; it takes nothing of `says`

    def currencies(self) -> frozenset[str]:
        return self.takes

    def missing_for_refunds(self, currency: str) -> list[str]:
        del currency
        return self.missing

    def charge(self, charge: Charge, *, journal: Journal) -> Report:
        return self._answer("charge", charge, journal)

    def look(self, charge: Charge, *, journal: Journal) -> Report:
        return self._answer("look", charge, journal)

    def cancel(self, charge: Charge, *, journal: Journal) -> bool:
        del journal  # nothing goes over a wire
        if self.cancels is False:
            return False  # as where a prompt is on a phone: no request is made
        self._note("cancel", charge)
        if isinstance(self.cancels, Exception):
            raise self.cancels
        return self.cancels

    def refund(self, refund: Refund, *, journal: Journal) -> Report:
        return self._answer("refund", refund, journal)

    def look_refund(self, refund: Refund, *, journal: Journal) -> Report:
        return self._answer("look_refund", refund, journal)

    def checks(self) -> Mapping[str, Check]:
        return {}

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _ in self.asked]

    def _note(self, verb: str, subject: Charge | Refund) -> None:
        self.asked.append((verb, subject))
        self.inside_a_transaction.append(connection.in_atomic_block)

    def _answer(self, verb: str, subject: Charge | Refund, journal: Journal) -> Report:
        self._note(verb, subject)
        said = (
            self.says.pop(0)
            if self.says
            else Report(reference=subject.reference, outcome=Outcome.PENDING)
        )
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, Report) else said(subject, journal)


@dataclass
class FakeCarrier:
    """Takes each letter, or raises the next of `says` that is an error."""

    says: list[Accepted | Exception | Callable[[Letter], Accepted]] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> Accepted:
        self.letters.append(letter)
        said = self.says.pop(0) if self.says else Accepted(carrier_id=f"ATXid_{len(self.letters)}")
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, Accepted) else said(letter)
