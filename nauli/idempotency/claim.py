"""Claim a key, work once, store the answer, replay it. The rules: docs/idempotency.md.

The claim is a row that is written in the same transaction as the work's first row. So a refusal
rolls back both, and a key that exists always has something behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now

from nauli.idempotency.models import Key
from nauli.kit.errors import Conflict, Invalid, Malformed

# After this long without an answer the first worker is taken for dead and a retry continues.
LEASE = timedelta(seconds=30)
# The scope of keys that a command makes for itself at the terminal: no API key has this number.
TERMINAL = 0
# The scope of keys of what nobody asks for: money that goes back by a rule of ours.
BY_ITSELF = -1
# The scope of keys that the shop's forms carry, one new key in each form that is shown.
FORMS = -2
_LONGEST = 255
_QUOTED = re.compile(r'"(?P<key>(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
# No comma: two headers of one name arrive joined by one, and neither of the two is the key.
_BARE = re.compile(r"[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+")


class KeyMissing(Malformed):
    """This request needs an Idempotency-Key header: a value of yours, new for each new intent."""


class KeyMalformed(Malformed):
    """The Idempotency-Key must be 1 to 255 printable ASCII characters, bare or in double quotes."""


class KeyReused(Invalid):
    """This Idempotency-Key was used before for another request. Use a new key for a new request."""


class KeyInUse(Conflict):
    """The first request with this Idempotency-Key is still running. Try again in a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a request shows at the door."""

    scope: int
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A claimed key. `fresh`: nobody worked on it before; `subject`: where an earlier run stopped.

    `status` is set when the answer is known; then there is nothing to do but to replay it.
    """

    number: int
    fresh: bool
    subject: str = ""
    status: int | None = None
    body: bytes = b""
    location: str = ""


def read_key(header: str | None) -> str:
    """Return the key. `"k"` (a structured-field string) and `k` are the same key.

    An empty header is no missing one: web servers hand over a value that is not ASCII as "".
    """
    if header is None:
        raise KeyMissing(field="Idempotency-Key", documentation="/api/docs")
    quoted = _QUOTED.fullmatch(header)
    if quoted:
        key = re.sub(r'\\(["\\])', r"\1", quoted["key"])
    elif _BARE.fullmatch(header):
        key = header
    elif "," in header:
        raise KeyMalformed(
            "The Idempotency-Key holds a comma, as two headers do: send one, in double quotes.",
            field="Idempotency-Key",
        )
    else:
        raise KeyMalformed(field="Idempotency-Key")
    if not 0 < len(key) <= _LONGEST:
        raise KeyMalformed(field="Idempotency-Key")
    return key


def claim(ticket: Ticket, *, subject: object = "") -> Held:
    """Take the key, in the caller's transaction, or say why not.

    `subject` is the id of what the caller is about to make, so that a retry after a crash continues
    from there.

    Whoever comes second waits for the first one's transaction, and then finds its row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO idempotency_key
                (scope, key, fingerprint, subject, location, lease_until)
            VALUES (%s, %s, %s, %s, '', clock_timestamp() + make_interval(secs => %s))
            ON CONFLICT ON CONSTRAINT one_answer_per_key DO NOTHING
            RETURNING id
            """,
            [ticket.scope, ticket.key, ticket.fingerprint, str(subject), LEASE.total_seconds()],
        )
        row = cursor.fetchone()
    if row:
        return Held(number=row[0], fresh=True, subject=str(subject))
    return _take_over_or_replay(ticket)


def _take_over_or_replay(ticket: Ticket) -> Held:
    found = Key.objects.get(scope=ticket.scope, key=ticket.key)
    if found.fingerprint != ticket.fingerprint:
        raise KeyReused(field="Idempotency-Key")
    if found.status is not None:
        return _stored(found)
    # Only one of several who find the lease ended can move it, whatever they read before.
    taken = Key.objects.filter(pk=found.pk, status=None, lease_until__lt=Now()).update(
        lease_until=Now() + LEASE
    )
    if not taken:
        raise KeyInUse(retry_after=1)
    return Held(number=found.pk, fresh=False, subject=found.subject)


def answer(held: Held, *, status: int, body: bytes, location: str = "") -> Held | None:
    """Store the answer. The first one stored stays: a slow worker gets it back, to give the same.

    Returns None where this answer is the one.
    """
    if Key.objects.filter(pk=held.number, status=None).update(
        status=status, body=body, location=location
    ):
        return None
    return _stored(Key.objects.get(pk=held.number))


def _stored(found: Key) -> Held:
    return Held(
        number=found.pk,
        fresh=False,
        status=found.status,
        body=bytes(found.body or b""),
        location=found.location,
    )
