"""Write every request to a gateway down before it is sent, and its answer when it has come."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from nauli.gateways.contract import Unreachable
from nauli.kit.database import give_back_connection
from nauli.payments.models import Exchange, Payment

# More of a body than this helps nobody; a gateway's real answers are far shorter.
_LONGEST_BODY = 8192


class PaymentJournal:
    """The journal of one payment or of a refund of it, as the gateways' contract wants it."""

    def __init__(
        self, payment: Payment, *, refund: UUID | None = None, while_pending: bool = False
    ) -> None:
        """Write about the payment. `while_pending`: nothing more is sent once it has ended."""
        self._payment = payment
        self._refund = refund
        self._while_pending = while_pending

    def sending(
        self, operation: str, *, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> _Exchange:
        """Commit the row. Inside a transaction this raises, so that none is open on the wire.

        Raises Unreachable where the request is not wanted any more: minutes may lie between a claim
        and this, if the gateway was slow to give a token.
        """
        with transaction.atomic(durable=True):
            if self._while_pending and not self._is_pending():
                raise Unreachable("The payment has ended before its request was sent.")
            row = Exchange.objects.create(
                payment=self._payment,
                refund=self._refund,
                operation=operation,
                method=method,
                url=url[:300],
                headers=dict(headers),
                body=_readable(body),
            )
        give_back_connection()
        return _Exchange(row.pk)

    def _is_pending(self) -> bool:
        pending = Payment.objects.filter(pk=self._payment.pk, state=Payment.State.PENDING)
        return pending.exists()


class _Exchange:
    def __init__(self, number: int) -> None:
        self._number = number

    def answered(self, status: int, body: bytes) -> None:
        Exchange.objects.filter(pk=self._number).update(
            ended_at=Now(), status=status, answer=_readable(body)
        )

    def broke(self, error: str) -> None:
        Exchange.objects.filter(pk=self._number).update(
            ended_at=Now(), error=_readable(error.encode())[:300]
        )


def _readable(body: bytes) -> str:
    # PostgreSQL keeps no NUL in text; whoever sends one gets to see the replacement sign.
    return (
        body[:_LONGEST_BODY].decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    )
