"""The third part: a stay is booked and paid by MoMo, and its voucher shown at the desk."""

from __future__ import annotations

import email
import email.policy
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shown import Shown, money
from steps import approve, await_paid, charge, read_mail, read_news
from world import Json, World, end

# So far ahead that nobody has arrived yet, and that all of the money would go back.
_DAYS_AHEAD = 40
_NIGHTS, _GUESTS = 2, 2


def play_stay(world: World, customer: Json, shown: Shown, *, folder: Path) -> Json:
    """Book, pay and confirm a stay; its voucher is written into the folder."""
    listing, dates = _find(world, shown)
    quote = _ask_price(world, listing, dates, shown)
    booking = _book(world, listing, dates, customer, shown)
    payment = charge(world, booking["order"], shown, key=str(uuid.uuid4()))
    approve(world, payment, shown)
    order, payment = await_paid(world, payment, shown)
    mail = read_mail(world, order, customer, shown)
    seen: Json = {"listing": listing, "quote": quote, "order": order, "payment": payment}
    seen["messages"] = read_news(world, payment, shown, facts=1)
    seen["booking"] = booking = _confirmed(world, booking, shown)
    seen["mail"], seen["voucher"] = (
        mail["id"],
        str(_keep_voucher(world, booking, mail, shown, folder)),
    )
    seen["checks"] = _show_at_the_desk(world, booking, shown)
    seen["back"] = _ask_what_goes_back(world, booking, shown)
    return seen


def _find(world: World, shown: Shown) -> tuple[Json, Json]:
    """Return the cheapest place that is free, and the dates: the first on which there is one."""
    with shown.step("A stay is looked for, in UGX") as details:
        dates, free = next(_free_days(world), ({}, []))
        if not free:
            end("Nothing in UGX is free for two nights, in most of a year.")
        details.append(f"free from {dates['check_in']} to {dates['check_out']}:")
        details += [f"{one['title']}, {one['town']}" for one in free]
    return free[0], dates


def _free_days(world: World) -> Iterator[tuple[Json, list[Json]]]:
    """Yield dates on which something is free, with what is: the tour may have been played often."""
    first = datetime.now(UTC).date() + timedelta(days=_DAYS_AHEAD)
    for check_in in (first + timedelta(days=day) for day in range(300)):
        check_out = check_in + timedelta(days=_NIGHTS)
        dates = {"check_in": check_in.isoformat(), "check_out": check_out.isoformat()}
        wish = {**dates, "guests": str(_GUESTS), "currency": "UGX", "ordering": "price"}
        if free := world.get("/api/listings/", **wish)["items"]:
            yield dates, free


def _ask_price(world: World, listing: Json, dates: Json, shown: Shown) -> Json:
    with shown.step("The cheapest says what it costs, and what goes back") as details:
        path = f"/api/listings/{listing['id']}/quote/"
        quote = world.get(path, **dates, guests=str(_GUESTS))
        per_night, total = (
            money(quote[name], quote["currency"]) for name in ("price_per_night", "total")
        )
        details.append(f"{len(quote['nights'])} nights at {per_night}: {total}")
        details.append(quote["policy"])
    return quote


def _book(world: World, listing: Json, dates: Json, customer: Json, shown: Shown) -> Json:
    path = f"/api/listings/{listing['id']}/availability/"
    nights = {"from": dates["check_in"], "to": dates["check_out"]}

    def free() -> str:
        return " and ".join(str(night["free"]) for night in world.get(path, **nights)["nights"])

    with shown.step("Its nights are held") as details:
        before = free()
        body = {"listing": listing["id"], "customer": customer["id"], "guests": _GUESTS, **dates}
        booking = world.post("/api/bookings/", body, key=str(uuid.uuid4()))
        details.append(f"201 {booking['status']}: until {booking['hold_expires_at']}")
        details.append(f"units free in these nights: {before} before, {free()} now")
    return booking


def _confirmed(world: World, booking: Json, shown: Shown) -> Json:
    with shown.step("The stay is confirmed") as details:
        booking = world.get(f"/api/bookings/{booking['id']}/")
        if booking["status"] != "confirmed":
            end(f"The order is paid, and the stay is {booking['status']}.")
        details.append(f"{booking['title']}, {booking['check_in']} to {booking['check_out']}")
        details.append(f"code {booking['code']}")
    return booking


def _keep_voucher(world: World, booking: Json, mail: Json, shown: Shown, folder: Path) -> Path:
    """Write the voucher where a person finds it. It is the one that came with the e-mail."""
    with shown.step("The voucher is fetched: the same that came with the e-mail") as details:
        page = world.fetch(f"/api/bookings/{booking['id']}/voucher.pdf")
        letter = email.message_from_string(mail["raw"], policy=email.policy.default)
        came = {one.get_filename(): one.get_content() for one in letter.iter_attachments()}
        if came.get("voucher.pdf") != page:
            end(f"The e-mail brought another voucher, or none: {sorted(map(str, came))}.")
        file = folder / "voucher.pdf"
        file.write_bytes(page)
        details.append(f"open {file}")
    return file


def _show_at_the_desk(world: World, booking: Json, shown: Shown) -> list[Json]:
    """Check the code as a tired guest types it, and one that somebody has made up."""
    typed = booking["code"].lower().replace("-", "")
    last = "7" if typed[-1] != "7" else "8"
    checks = []
    with shown.step("The desk checks the code, and one that was made up") as details:
        for code in (typed, typed[:-1] + last):
            said = world.post("/api/vouchers/check/", {"code": code})
            details.append(f"{code}: {'good' if said['good'] else 'not good'} ({said['verdict']})")
            checks.append(said)
    return checks


def _ask_what_goes_back(world: World, booking: Json, shown: Shown) -> list[Json]:
    """Ask for today and for the day of arrival, and cancel nothing."""
    path = f"/api/bookings/{booking['id']}/refund-quote/"
    there = f"{booking['check_in']}T12:00:00Z"
    with shown.step("What would go back if it were cancelled") as details:
        quotes = [world.get(path), world.get(path, at=there)]
        for when, quote in zip(("now", "on the day of arrival"), quotes, strict=True):
            amount = money(quote["refund"], quote["currency"])
            details.append(f"{when}: {quote['percent']} %, {amount}")
    return quotes
