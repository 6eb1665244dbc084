"""The signature of an event that says what became of a MoMo payment: X-Momo-Signature.

MTN's own callback carries none.
"""

from __future__ import annotations

from nauli.gateways.signed import is_genuine, sign

__all__ = ["is_genuine", "sign"]
