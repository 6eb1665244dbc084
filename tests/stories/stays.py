"""What stories of stays wait for, what their guests hold in their hands, and time that passes."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping
from datetime import UTC, datetime

import psycopg
from psycopg import ClientCursor

from tests.stories.ends import assert_paid, until_ended
from tests.stories.shop import Json
from tests.stories.town import Town

# What was agreed never changes, and a night that was sold is of its day: their guards are put aside
# for the length of one transaction.
_EARLIER = """
    ALTER TABLE travel_booking DISABLE TRIGGER USER;
    ALTER TABLE travel_night DISABLE TRIGGER USER;
    UPDATE travel_booking SET check_in = check_in - %(days)s, check_out = check_out - %(days)s
        WHERE id = %(booking)s;
    UPDATE travel_night SET night = night - %(days)s WHERE booking_id = %(booking)s;
    ALTER TABLE travel_night ENABLE TRIGGER USER;
    ALTER TABLE travel_booking ENABLE TRIGGER USER;
"""


def await_told(town: Town, payment: Mapping[str, Json], *topics: str) -> None:
    """Wait until each topic has arrived by both channels, and no other has been told."""
    wanted = sorted(
        (topic, *end) for topic in topics for end in (("email", "sent"), ("sms", "delivered"))
    )

    def told() -> bool:
        messages = town.shop.told(payment)
        return sorted((m["topic"], m["channel"], m["status"]) for m in messages) == wanted

    town.eventually(told, what=f"{wanted}, but {town.shop.told(payment)}")


def await_status(town: Town, booking: Mapping[str, Json], status: str) -> Json:
    town.eventually(
        lambda: town.shop.booking(booking)["status"] == status, what=f"that it is {status}"
    )
    return town.shop.booking(booking)


def book_and_pay(town: Town, listing: Json, *, days: int = 30, **how: str) -> tuple[Json, Json]:
    """Return a stay that is confirmed, and its payment: by MoMo, or on Chapa's page."""
    booking = town.shop.book(listing, days=days)
    payment = town.shop.charge_booking(booking, **how)
    if payment["method"] == "chapa":
        town.outside.at_chapa(payment, "pay")
    until_ended(town, payment)
    assert_paid(town, payment)
    return await_status(town, booking, "confirmed"), payment


def sms_of(town: Town, booking: Mapping[str, Json]) -> list[str]:
    number = _guest(town, booking)["phone"]
    return [sms["text"] for sms in town.outside.see("sms")["sms"] if sms["number"] == number]


def files_of(town: Town, booking: Mapping[str, Json]) -> dict[str, tuple[str, bytes]]:
    """Return what came along with the one e-mail that the guest got, by its name, with its type."""
    (mail,) = town.outside.see("mail", to=_guest(town, booking)["email"])["mail"]
    letter = email.message_from_string(mail["raw"], policy=email.policy.default)
    files: dict[str, tuple[str, bytes]] = {}
    for part in letter.iter_attachments():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        files[str(part.get_filename())] = (part.get_content_type(), content)
    return files


def _guest(town: Town, booking: Mapping[str, Json]) -> Json:
    return town.shop.get(f"/api/customers/{booking['customer']}/")


def where_it_is_noon() -> str:
    """Return a time zone in which the day, which is that of UTC, does not end during a story."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+}"  # written the other way round than it is meant


def let_days_pass(town: Town, booking: Mapping[str, Json], days: int) -> None:
    """Have the stay lie so many days earlier, as if it had been booked that long ago."""
    facts = {"days": days, "booking": booking["id"]}
    # Several statements at once: those have their values written into them.
    with psycopg.connect(town.servers.database_url, cursor_factory=ClientCursor) as connection:
        connection.execute(_EARLIER, facts)
