"""The code on a voucher: short enough to be read aloud, signed, so that a forged one is seen."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

from nauli.kit.references import ALPHABET, letters

# As Crockford has it. https://www.crockford.com/base32.html
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PREFIX = "NV"
_RANDOM, _CHECK = 8, 4
# "NV-7K3M-9QXD-2H4T"
LENGTH = len(_PREFIX) + _RANDOM + _CHECK + 3


def new_code() -> str:
    """Return 40 random bits and 20 bits of signature: "NV-7K3M-9QXD-2H4T"."""
    body = letters(_RANDOM)
    return _written(body + _check(body, settings.SECRET_KEY))


def genuine(text: str) -> str | None:
    """Return the code as we write it, or None where we cannot have signed it; asks no database.

    Read as people type it: in small letters, in any groups, O for 0, I or L for 1, without the NV.
    One forged code in a million passes, and is then not found among the bookings.
    """
    typed = "".join(letter for letter in text.upper() if letter.isalnum()).translate(_READ_AS)
    typed = typed.removeprefix(_PREFIX) if len(typed) > _RANDOM + _CHECK else typed
    if len(typed) != _RANDOM + _CHECK or not set(typed) <= set(ALPHABET):
        return None
    body, check = typed[:_RANDOM], typed[_RANDOM:]
    # A key that was replaced still vouches for what is in the hands of guests.
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(hmac.compare_digest(check, _check(body, key)) for key in keys):
        return None
    return _written(typed)


def _check(body: str, key: str | bytes) -> str:
    signature = salted_hmac("nauli.travel.code", body, secret=key, algorithm="sha256").digest()
    # 32 divides 256: every letter is as likely as any other.
    return "".join(ALPHABET[byte % 32] for byte in signature[:_CHECK])


def _written(code: str) -> str:
    return "-".join((_PREFIX, code[:4], code[4:8], code[8:]))
