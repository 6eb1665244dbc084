"""The accounts. What each one means, and when it must return to zero, stands in docs/money.md."""

from __future__ import annotations

# What customers have paid for goods that are theirs.
ORDERS = "orders"
# Money that came after its order had ended and whose goods were gone; it is owed back.
UNAPPLIED = "unapplied"
# Money that a gateway told of and that fits nothing we asked for; a person finds out why.
SUSPENSE = "suspense"
# Money on its way back to customers. When no refund is in flight, nothing lies here.
REFUNDS = "refunds"


def clearing(gateway: str) -> str:
    """Money that a gateway holds for us until it pays out."""
    return f"clearing:{gateway}"
