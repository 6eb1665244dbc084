"""Take a request to pay, a transfer or a refund: 202 means taken, and nothing more.

Source: momodeveloper.mtn.com/API-collections (RequesttoPay) and /API-disbursements (Transfer,
Refund). What becomes of it afterwards is a Plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from aiohttp import web

from nauli_sandbox import clock, faults
from nauli_sandbox.book import Book
from nauli_sandbox.faults import Fault
from nauli_sandbox.momo import access, headers
from nauli_sandbox.momo.answers import bad_request, broken, taken_before
from nauli_sandbox.momo.charges import find_charge
from nauli_sandbox.momo.decide import decide
from nauli_sandbox.momo.plans import Plan
from nauli_sandbox.momo.wanted import Wanted, read_wanted
from nauli_sandbox.sandbox import SANDBOX, Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request whose headers and body are in order."""

    kind: str
    reference: str
    target: str
    callback_url: str | None
    wanted: Wanted

    @property
    def facts(self) -> dict[str, list[str]]:
        """What a fault can choose it by."""
        return {
            "reference": [self.reference],
            "external_id": [self.wanted.external_id],
            "payer" if self.kind == "requesttopay" else "payee": [self.wanted.party],
        }


# Says what becomes of it, in the transaction that takes it.
Planner = Callable[[Sandbox, Asked], tuple[Asked, Plan]]


async def take(request: web.Request, *, product: str, kind: str, planner: Planner) -> web.Response:
    """202 with an empty body, 409 for a reference that was taken, or what the headers deserve."""
    sandbox = request.app[SANDBOX]
    asked = await _read(request, product=product, kind=kind)
    point = f"momo.{kind}"
    if fault := await faults.before(sandbox.book, point, asked.facts):
        raise broken(fault)
    _write(sandbox, asked, planner, faults.fire(sandbox.book, point, ("fail",), asked.facts))
    sandbox.wake.set()
    if fault := await faults.after(sandbox.book, point, asked.facts):
        raise broken(fault)
    return web.Response(status=202)


async def _read(request: web.Request, *, product: str, kind: str) -> Asked:
    book = request.app[SANDBOX].book
    caller = access.let_in(request, book, product=product)
    reference = headers.read_reference(request.headers.get("X-Reference-Id", ""))
    callback_url = headers.read_callback_url(request)
    raw = await request.read()
    _count(book, reference)
    if request.content_type != "application/json":
        raise bad_request("Content-Type must be application/json.")
    access.check_callback_host(book, caller, callback_url)
    wanted = read_wanted(raw, kind=kind, target=caller.target)
    return Asked(
        kind=kind,
        reference=reference,
        target=caller.target,
        callback_url=callback_url,
        wanted=_with_payee(book, wanted) if kind == "refund" else wanted,
    )


def _with_payee(book: Book, wanted: Wanted) -> Wanted:
    """Name whom a refund goes to: the payer of what is refunded, if that is known."""
    paid = find_charge(book, wanted.refunds, kind="requesttopay")
    return replace(wanted, party_type=paid["payer_type"], party=paid["payer"]) if paid else wanted


def _count(book: Book, reference: str) -> None:
    book.write(
        "INSERT INTO asks (reference, posts) VALUES (?, 1)"
        " ON CONFLICT (reference) DO UPDATE SET posts = posts + 1",
        (reference,),
    )


def _write(sandbox: Sandbox, asked: Asked, planner: Planner, fails: Fault | None) -> None:
    """Write it down, once per reference. What is decided at once is decided here."""
    with sandbox.book.together():
        if find_charge(sandbox.book, asked.reference):
            raise taken_before()
        asked, future = planner(sandbox, asked)
        if fails:
            future = Plan(next_reason=fails.reason)
        _insert(sandbox.book, asked, future)
        taken = find_charge(sandbox.book, asked.reference)
        if taken and future.after_seconds == 0:
            decide(sandbox, taken, status=future.next_status, reason=future.next_reason)


def _insert(book: Book, asked: Asked, future: Plan) -> None:
    now = clock.now()
    book.write(
        "INSERT INTO charges (kind, reference, external_id, amount, currency, payer_type, payer,"
        " payer_message, payee_note, refunds, target, callback_url, status, prompted, created_at,"
        " due_at, next_status, next_reason) VALUES (:kind, :reference, :external_id, :amount,"
        " :currency, :party_type, :party, :payer_message, :payee_note, :refunds, :target,"
        " :callback_url, :status, :prompted, :created_at, :due_at, :next_status, :next_reason)",
        asdict(asked.wanted)
        | asdict(future)
        | {
            "kind": asked.kind,
            "reference": asked.reference,
            "target": asked.target,
            "callback_url": asked.callback_url,
            "created_at": now,
            "due_at": now + future.after_seconds,
        },
    )
