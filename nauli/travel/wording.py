"""What we print for guests, in each language that messages are written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language. What stands in braces is filled in."""

    language: str
    # The voucher, from top to bottom.
    voucher: str
    check_in: str
    check_in_from: str
    check_out: str
    check_out_until: str
    guest: str
    guests: str
    nights: str
    nights_at: str
    paid: str
    if_cancelled: str
    show_it: str
    booking: str
    # What the guest's calendar says of the stay.
    event: str
    # A cancellation policy as one sentence.
    nothing_back: str
    back: str
    all_of_it: str
    share: str
    on_the_day: str
    one_day_before: str
    days_before: str
    then: str
    then_nothing: str


_ENGLISH = Wording(
    language="en",
    voucher="Booking voucher",
    check_in="CHECK-IN",
    check_in_from="from {hour}",
    check_out="CHECK-OUT",
    check_out_until="until {hour}",
    guest="Guest",
    guests="Guests",
    nights="Nights",
    nights_at="{nights} at {price}",
    paid="Paid",
    if_cancelled="If you cancel",
    show_it="Show the code at the desk, on paper or on your phone. Times are those of the place.",
    booking="Booking {id}",
    event=(
        "Code: {code}\n"
        "Check-in from {check_in_from}, check-out until {check_out_until},"
        " at the place ({time_zone})\n"
        "Guests: {guests}"
    ),
    nothing_back="Nothing of the money goes back after a cancellation.",
    back="Who cancels gets back {steps}.",
    all_of_it="all of the money",
    share="{percent} %",
    on_the_day="{amount} until the day of arrival",
    one_day_before="{amount} until 1 day before arrival",
    days_before="{amount} until {days} days before arrival",
    then="; ",
    then_nothing="; later nothing",
)

_FRENCH = Wording(
    language="fr",
    voucher="Bon de séjour",
    check_in="ARRIVÉE",
    check_in_from="à partir de {hour}",
    check_out="DÉPART",
    check_out_until="jusqu'à {hour}",
    guest="Au nom de",
    guests="Voyageurs",
    nights="Nuits",
    nights_at="{nights} à {price}",
    paid="Payé",
    if_cancelled="Si vous annulez",
    show_it=(
        "Montrez le code à la réception, sur papier ou sur votre téléphone."
        " Les heures sont celles du lieu."
    ),
    booking="Réservation {id}",
    event=(
        "Code : {code}\n"
        "Arrivée à partir de {check_in_from}, départ jusqu'à {check_out_until},"
        " à l'heure du lieu ({time_zone})\n"
        "Voyageurs : {guests}"
    ),
    nothing_back="Rien n'est remboursé après une annulation.",
    back="Qui annule est remboursé {steps}.",
    all_of_it="en totalité",
    share="à {percent} %",
    on_the_day="{amount} jusqu'au jour de l'arrivée",
    one_day_before="{amount} jusqu'à 1 jour avant l'arrivée",
    days_before="{amount} jusqu'à {days} jours avant l'arrivée",
    # A semicolon would need a space that keeps a line from being broken before it.
    then=", puis ",
    then_nothing=", puis plus rien",
)

WORDINGS = {words.language: words for words in (_ENGLISH, _FRENCH)}


def wording(language: str) -> Wording:
    """Return this language's, or the English one where we do not write it yet."""
    return WORDINGS.get(language, _ENGLISH)
