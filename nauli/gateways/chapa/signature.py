"""The signature of Chapa's events: x-chapa-signature, over the raw bytes of the body.

https://developer.chapa.co/integrations/webhooks. Chapa sends a second header beside it,
Chapa-Signature, which signs the secret itself: it is the same for every event, and whoever has
seen one can put it on a body of their own. That page says that either is enough; here it counts
for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from nauli.gateways.signed import is_genuine, sign

__all__ = ["CONSTANT_HEADER", "SIGNATURE_HEADER", "is_genuine", "only_the_constant_came", "sign"]

SIGNATURE_HEADER = "x-chapa-signature"
CONSTANT_HEADER = "Chapa-Signature"


def only_the_constant_came(headers: Mapping[str, str]) -> bool:
    """Tell whether a sender relies on the header that proves nothing. Names are in any case."""
    told = {name.lower() for name, value in headers.items() if value.strip()}
    return CONSTANT_HEADER.lower() in told and SIGNATURE_HEADER not in told
