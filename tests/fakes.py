"""Stand-ins at our own contracts: a gateway and a carrier that say what a test has them say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from nauli.gateways.contract import Charge, Journal, Outcome, Report
from nauli.kit.findings import Check
from nauli.notifications.channels.contract import Accepted, Letter

Said = Report | Exception | Callable[[Charge, Journal], Report]


@dataclass
class FakeGateway:
    """Answers each question with the next of `says`, or PENDING when there is none left."""

    name: str = "momo"
    takes: frozenset[str] = frozenset({"EUR", "UGX"})
    says: list[Said] = field(default_factory=list)
    asked: list[tuple[str, Charge]] = field(default_factory=list)
    inside_a_transaction: list[bool] = field(default_factory=list)

    def currencies(self) -> frozenset[str]:
        return self.takes

    def charge(self, charge: Charge, *, journal: Journal) -> Report:
        return self._answer("charge", charge, journal)

    def look(self, charge: Charge, *, journal: Journal) -> Report:
        return self._answer("look", charge, journal)

    def checks(self) -> Mapping[str, Check]:
        return {}

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _ in self.asked]

    def _answer(self, verb: str, charge: Charge, journal: Journal) -> Report:
        self.asked.append((verb, charge))
        self.inside_a_transaction.append(connection.in_atomic_block)
        said = (
            self.says.pop(0)
            if self.says
            else Report(reference=charge.reference, outcome=Outcome.PENDING)
        )
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, Report) else said(charge, journal)


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
