"""Keep a payer's number from who reads of the payment: its last three digits are enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from nauli.kit.phones import masked

# So many last digits are the same in every form: international, or as it is dialled at home.
_SAME_IN_EVERY_FORM = 8


def phone_hider(phones: Iterable[str]) -> Callable[[str], str]:
    """Return what replaces these numbers (E.164) in any text by "***456", whatever their form."""
    tails = {phone[-_SAME_IN_EVERY_FORM:] for phone in phones if len(phone) > _SAME_IN_EVERY_FORM}
    if not tails:
        return str
    number = re.compile(
        rf"(?<![0-9A-Za-z])\+?\d{{0,7}}(?:{'|'.join(sorted(tails))})(?![0-9A-Za-z])"
    )
    return lambda text: number.sub(lambda found: masked(found[0]), text)
