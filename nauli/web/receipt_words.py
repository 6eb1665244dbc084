"""What the sheet of a receipt says, in each language that messages are written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptWords:
    """One language. What stands in braces is filled in."""

    language: str
    receipt: str
    order: str
    paid_at: str
    paid_by: str
    method: str
    reference: str
    moment: str
    stay: str
    pieces: str
    one_night: str
    nights: str
    total: str
    returned: str
    returned_at: str
    on_its_way: str
    taken_back: str
    remains: str
    foot: str
    page: str


_ENGLISH = ReceiptWords(
    language="en",
    receipt="Receipt",
    order="Order",
    paid_at="Paid on",
    paid_by="Customer",
    method="Paid with",
    reference="Reference",
    moment="{day}, {hour} ({offset})",
    stay="{title}, {check_in} to {check_out}",
    pieces="{count} \N{MULTIPLICATION SIGN} {price}",
    one_night="1 night at {price}",
    nights="{count} nights at {price}",
    total="Total paid",
    returned="Returned",
    returned_at="Returned on {day}",
    on_its_way="On its way back to you",
    taken_back="Taken back by the payment service",
    remains="Remains paid",
    foot="What is returned later is on the receipt from then on.",
    page="Order {number}, page {page}",
)

_FRENCH = ReceiptWords(
    language="fr",
    receipt="Reçu",
    order="Commande",
    paid_at="Payée le",
    paid_by="Client",
    method="Payée par",
    reference="Référence",
    moment="{day}, {hour} ({offset})",
    stay="{title}, du {check_in} au {check_out}",
    pieces="{count} \N{MULTIPLICATION SIGN} {price}",
    one_night="1 nuit à {price}",
    nights="{count} nuits à {price}",
    total="Total payé",
    returned="Remboursements",
    returned_at="Remboursé le {day}",
    on_its_way="Remboursement en cours",
    taken_back="Repris par le service de paiement",
    remains="Reste payé",
    foot="Ce qui est remboursé plus tard figure dès lors sur le reçu.",
    page="Commande {number}, page {page}",
)

WORDS = {words.language: words for words in (_ENGLISH, _FRENCH)}


def receipt_words(language: str) -> ReceiptWords:
    """Return this language's, or the English ones where we do not write it yet."""
    return WORDS.get(language, _ENGLISH)
