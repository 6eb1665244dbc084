"""The sentences of the fault panel: where a fault can strike, and what it does there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nauli_sandbox.faults import OUTGOING, POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    name: str
    sentence: str
    does: Mapping[str, str]  # what a fault can do here -> its sentence
    matches: tuple[str, ...]


_SENTENCES = {
    "momo.provision": "An API user or a key is made at MTN.",
    "momo.token": "A token is asked for at MTN.",
    "momo.requesttopay": "A payer is asked for money.",
    "momo.transfer": "Money is sent to a payee.",
    "momo.refund": "A MoMo payment is given back.",
    "momo.status": "Somebody looks what became of a charge, a transfer or a refund.",
    "momo.balance": "The wallet's balance is asked for.",
    "momo.accountholder": "Somebody asks whether a number has a wallet.",
    "momo.notification": "A message goes to who has paid.",
    "momo.callback": "MTN calls back, unsigned.",
    "momo.event": "The signed event goes out.",
    "chapa.initialize": "A checkout is begun at Chapa.",
    "chapa.verify": "A payment is verified at Chapa.",
    "chapa.cancel": "A payment link is cancelled by the merchant.",
    "chapa.refund": "A payment at Chapa is given back.",
    "chapa.refund_status": "Somebody looks what became of a refund.",
    "chapa.webhook": "Chapa's signed webhook goes out.",
    "chapa.callback": "Chapa calls the callback_url.",
    "sms.send": "An SMS is sent.",
    "sms.user": "The SMS account's balance is asked for.",
    "sms.receipt": "A delivery receipt goes out.",
    "smtp": "A mail comes in.",
}
_OF_A_REQUEST = {
    "hang_before": "hold it, take nothing, then fail with the status",
    "error_before": "fail at once with the status; nothing is taken",
    "close_before": "close the connection without a word; nothing is taken",
    "hang_after": "take it, then hold the answer",
    "error_after": "take it, then answer with the status",
    "close_after": "take it, then close the connection without a word",
    "delay": "be late, and otherwise right",
    "fail": "take it, and end it at once as failed",
    "alter": "tell other than the truth",
    "refuse": "answer 201, with a refusal in it",
}
_OF_A_DELIVERY = {
    "drop": "never send it",
    "duplicate": "send it more than once",
    "delay": "send it late",
    "alter": "tell other than the truth",
    "early": "send the receipts before the send is answered",
    "reorder": "send the receipts in reverse",
}


def possible() -> list[Point]:
    """Return every place in the order in which the sandbox knows them."""
    return [
        Point(
            name=name,
            sentence=_SENTENCES[name],
            does={do: (_OF_A_DELIVERY if OUTGOING[0] in dos else _OF_A_REQUEST)[do] for do in dos},
            matches=matches,
        )
        for name, (dos, matches) in POINTS.items()
    ]


def sentence(do: str, point: str) -> str:
    dos, _ = POINTS[point]
    return (_OF_A_DELIVERY if OUTGOING[0] in dos else _OF_A_REQUEST)[do]
