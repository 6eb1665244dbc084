"""A journal that remembers, and a charge to write about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from nauli.gateways.contract import Charge, Refund
from nauli.kit.money import Money


@dataclass
class Page:
    operation: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int = 0
    answer: bytes = b""
    error: str = ""

    def answered(self, status: int, body: bytes) -> None:
        self.status, self.answer = status, body

    def broke(self, error: str) -> None:
        self.error = error


@dataclass
class Notebook:
    pages: list[Page] = field(default_factory=list)

    def sending(
        self, operation: str, *, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Page:
        self.pages.append(Page(operation, method, url, headers, body))
        return self.pages[-1]

    def story(self) -> list[str]:
        return [f"{page.operation} {page.status or page.error}" for page in self.pages]


def new_charge(
    *, amount: str = "12.50", currency: str = "EUR", payer: str = "+256772123456", note: str = ""
) -> Charge:
    number: UUID = uuid4()
    return Charge(
        id=number,
        reference=f"P-{number.hex[:12].upper()}",
        order_id=uuid4(),
        amount=Money.parse(amount, currency),
        payer=payer,
        note=note or "Order 1",
    )


def new_refund(
    charge: Charge, *, amount: str = "", transaction: str = "", number: str = "", reason: str = ""
) -> Refund:
    """Return a refund of this charge, of all of it unless an amount is told."""
    own: UUID = uuid4()
    whole = charge.amount
    return Refund(
        id=own,
        reference=f"R-{own.hex[:12].upper()}",
        charge=charge,
        transaction=transaction,
        amount=Money.parse(amount, whole.currency) if amount else whole,
        reason=reason,
        number=number,
    )
