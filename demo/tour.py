"""The tour: one order paid on a phone, one on a page and returned, each to its last line.

A program of its own that speaks HTTP only: to the API with an API key, to the sandbox as the
customer's phone and browser. It reads demo.json for where they are:

    python demo/tour.py [var/demo.json] [--json what-was-seen.json]

Exit status 0 when all of it came true, 1 with a sentence when something did not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import requests
from rich.console import Console

# The customer's handset: the sandbox is told that it waits for its owner to approve.
HANDSET = "+256782000111"
PATIENCE_SECONDS = 30
TIMEOUT_SECONDS = 10

Json = dict[str, Any]
T = TypeVar("T")


class TourEnded(Exception):
    """Something did not come true; the sentence says what."""


class Shown:
    """What the person sees: a spinner while a step goes on, its time when it is done."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self.steps: list[Json] = []

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """Show a step; what is put into the list stands below its line when it is done."""
        details: list[str] = []
        began = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(title):
                yield details
        else:
            yield details
        seconds = time.monotonic() - began
        self.steps.append({"step": title, "seconds": round(seconds, 3)})
        self._console.print(f"[green]✓[/] {title} [dim]{seconds:6.2f} s[/]", soft_wrap=True)
        for detail in details:
            self._console.print(f"    {detail}", markup=False, soft_wrap=True)


class Form(HTMLParser):
    """What a browser would send of a page's form if nothing in it were touched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        chosen = told.get("type") != "radio" or "checked" in told
        if tag == "input" and chosen and told.get("name"):
            self.fields[str(told["name"])] = told.get("value") or ""


class World:
    """The API and the sandbox, each behind its own requests."""

    def __init__(self, demo: Json) -> None:
        self._api: str = demo["base_url"]
        self._sandbox: str = demo["sandbox_url"]
        self._session = requests.Session()
        self._session.trust_env = False  # both are on this machine, whatever proxy is set
        self._bearer = {"Authorization": f"Bearer {demo['api_key']}"}

    def get(self, path: str, **params: str) -> Json:
        return self._read(self._session.get(self._url(path), params=params, **self._how(path)))

    def post(self, path: str, body: Json | None = None, *, key: str = "") -> Json:
        return self._read(self.answer(path, body, key=key))

    def answer(self, path: str, body: Json | None = None, *, key: str = "") -> requests.Response:
        how = self._how(path)
        if key:
            how["headers"] = {**how["headers"], "Idempotency-Key": key}
        return self._session.post(self._url(path), json=body, **how)

    def visit(self, url: str, form: dict[str, str] | None = None) -> requests.Response:
        """Open a page as a browser does, or send its form; it goes where the page leads."""
        how: Json = {"data": form, "timeout": TIMEOUT_SECONDS}
        page = self._session.request("POST" if form else "GET", url, **how)
        if not page.ok:
            raise TourEnded(f"{url} answered {page.status_code}: {page.text[:500]}")
        return page

    def _url(self, path: str) -> str:
        return (self._sandbox if path.startswith("/_sandbox/") else self._api) + path

    def _how(self, path: str) -> Json:
        # The sandbox is a stranger: it never sees the key.
        headers = {} if path.startswith("/_sandbox/") else self._bearer
        return {"headers": headers, "timeout": TIMEOUT_SECONDS}

    @staticmethod
    def _read(response: requests.Response) -> Json:
        if not response.ok:
            where = f"{response.request.method} {response.request.path_url}"
            raise TourEnded(f"{where} answered {response.status_code}: {response.text[:500]}")
        found: Json = response.json()
        return found


def play(demo: Json, shown: Shown) -> Json:
    """Play it all and return what was seen, by both sides."""
    world = World(demo)
    customer = world.get(f"/api/customers/{demo['customer']}/")
    seen = _play_phone(world, demo, customer, shown)
    seen["on_a_page"] = _play_page(world, demo, customer, shown)
    seen["steps"] = shown.steps
    return seen


def _play_phone(world: World, demo: Json, customer: Json, shown: Shown) -> Json:
    """Have an order paid on a phone, by MoMo."""
    world.post("/_sandbox/momo/handsets", {"msisdn": HANDSET.lstrip("+"), "waits": True})
    order = _place(world, demo, customer, shown, currency="UGX")
    payment = _charge(world, order, shown)
    _approve(world, payment, shown)
    order, payment = _await_paid(world, payment, shown)
    seen: Json = {"order": order, "payment": payment}
    seen["ledger"] = _read_ledger(world, payment, shown)
    seen["charge"] = world.get("/_sandbox/book", reference=payment["id"])["charges"][0]
    seen["mail"] = _read_mail(world, order, customer, shown)
    seen["sms"], seen["messages"] = _read_sms(world, order, payment, customer, shown)
    return seen


def _play_page(world: World, demo: Json, customer: Json, shown: Shown) -> Json:
    """Have an order paid on Chapa's page, and all of it returned."""
    order = _place(world, demo, customer, shown, currency="ETB")
    payment = _open_checkout(world, order, shown)
    _pay_on_page(world, payment, shown)
    order, payment = _await_paid(world, payment, shown)
    refund = _refund(world, payment, shown)
    seen: Json = {"order": order, "refund": refund}
    seen["messages"] = _read_news(world, payment, refund, shown)
    seen["ledger"] = _read_ledger(world, payment, shown, refunds=1)
    seen["payment"] = world.get(f"/api/payments/{payment['id']}/")
    return seen


def _place(world: World, demo: Json, customer: Json, shown: Shown, *, currency: str) -> Json:
    with shown.step(f"An order is placed, in {currency}") as details:
        goods = [product for product in demo["products"] if product["currency"] == currency][:2]
        items = [{"product": one["id"], "quantity": 2 - at} for at, one in enumerate(goods)]
        order = world.post("/api/orders/", {"customer": customer["id"], "items": items})
        details.append(f"{order['number']} for {customer['name']}")
        details += [
            f"{line['quantity']} x {line['name']}: {_money(line['total'], order['currency'])}"
            for line in order["items"]
        ]
        details.append(f"total {_money(order['total'], order['currency'])}")
    return order


def _charge(world: World, order: Json, shown: Shown) -> Json:
    body, key = {"order": order["id"], "phone": HANDSET}, str(uuid.uuid4())
    with shown.step("It is charged by mobile money") as details:
        payment = world.post("/api/payments/charge/", body, key=key)
        details.append(f"201 {payment['status']}: {payment['reference']}, asked at {HANDSET}")
    with shown.step("The same request again, with the same key, charges nothing") as details:
        again = world.answer("/api/payments/charge/", body, key=key)
        if again.headers.get("Idempotent-Replayed") != "true" or again.json() != payment:
            _end(f"The same key got another answer: {again.status_code} {again.text[:500]}")
        details.append("the same answer, byte for byte")
    return payment


def _approve(world: World, payment: Json, shown: Shown) -> None:
    with shown.step("The customer's phone asks, and its owner approves") as details:
        prompt: Json = _until(
            lambda: next(
                (
                    one
                    for one in world.get("/_sandbox/momo/prompts")["prompts"]
                    if one["reference"] == payment["id"]
                ),
                None,
            ),
            "the phone was not asked",
        )
        details.append(f"{_money(prompt['amount'], prompt['currency'])}: {prompt['message']}")
        world.post(f"/_sandbox/momo/prompts/{prompt['reference']}/approve")


def _open_checkout(world: World, order: Json, shown: Shown) -> Json:
    body = {"order": order["id"], "method": "chapa"}
    with shown.step("It is charged through Chapa, which has a page for it") as details:
        payment = world.post("/api/payments/charge/", body, key=str(uuid.uuid4()))
        if not payment["checkout_url"]:
            _end(f"The charge told no page: {payment}")
        details.append(f"201 {payment['status']}: {payment['reference']}")
        details.append(payment["checkout_url"])
    return payment


def _pay_on_page(world: World, payment: Json, shown: Shown) -> None:
    with shown.step("The customer opens the page, pays, and comes back") as details:
        page = world.visit(payment["checkout_url"])
        form = {**Form(page.text).fields, "do": "pay"}
        back = world.visit(page.url, form)
        if not back.history or payment["id"] not in back.url:
            _end(f"After paying, the browser stands at {back.url}.")
        details.append(f"by {form['method']} from {form['phone']}")
        details.append(f"back at {back.url}")


def _await_paid(world: World, payment: Json, shown: Shown) -> tuple[Json, Json]:
    with shown.step("The order is paid") as details:
        payment = _until(
            lambda: _when(world.get(f"/api/payments/{payment['id']}/"), status="succeeded"),
            "the payment did not succeed",
        )
        order = world.get(f"/api/orders/{payment['order']}/")
        if order["status"] != "paid":
            _end(f"The payment succeeded, and the order is {order['status']}.")
        details.append(f"payment {payment['reference']} succeeded, order {order['number']} is paid")
    return order, payment


def _refund(world: World, payment: Json, shown: Shown) -> Json:
    # Chapa returns nothing that was paid in test mode, and the sandbox does as Chapa does.
    world.post("/_sandbox/settings", {"chapa_test_refunds": True})
    path, body = f"/api/payments/{payment['id']}/refunds/", {"reason": "It did not fit"}
    with shown.step("All of it is to go back") as details:
        refund = world.post(path, body, key=str(uuid.uuid4()))
        amount = _money(refund["amount"], refund["currency"])
        details.append(f"201 {refund['status']}: {refund['reference']} over {amount}")
    with shown.step("Chapa says that it has gone back") as details:
        refund = _until(
            lambda: _when(world.get(f"/api/refunds/{refund['id']}/"), status="succeeded"),
            "the refund did not succeed",
        )
        details.append(f"{refund['reference']} {refund['status']}")
    return refund


def _read_news(world: World, payment: Json, refund: Json, shown: Shown) -> list[Json]:
    with shown.step("The customer is told") as details:
        messages: list[Json] = _until(
            lambda: _delivered(
                world.get("/api/messages/", payment=payment["id"])["items"], facts=2
            ),
            f"not all news of {refund['reference']} had arrived",
        )
        details += [f"{one['topic']} by {one['channel']}: {one['status']}" for one in messages]
    return messages


def _read_ledger(world: World, payment: Json, shown: Shown, *, refunds: int = 0) -> list[Json]:
    """Read a payment's two lines, and four for each refund that has gone back."""
    title = "The ledger holds it, twice" + (", and its way back" if refunds else "")
    with shown.step(title) as details:
        lines: list[Json] = world.get("/api/ledger/", reference=payment["reference"])["items"]
        wanted = 2 + 4 * refunds
        if len(lines) != wanted:
            _end(f"The ledger has {len(lines)} lines for this payment, not {wanted}.")
        details += [
            f"{line['account']:<24} "
            + ("debit  " if line["debit"] else "credit ")
            + _money(line["debit"] or line["credit"], line["currency"])
            for line in lines
        ]
    return lines


def _read_mail(world: World, order: Json, customer: Json, shown: Shown) -> Json:
    with shown.step("An e-mail arrives") as details:
        mail: Json = _until(
            lambda: next(
                (
                    one
                    for one in world.get("/_sandbox/mail", to=customer["email"])["mail"]
                    if order["number"] in json.dumps(one)
                ),
                None,
            ),
            "no e-mail came",
        )
        details.append(f"to {', '.join(mail['to'])}: {mail['subject']}")
    return mail


def _read_sms(
    world: World, order: Json, payment: Json, customer: Json, shown: Shown
) -> tuple[Json, list[Json]]:
    with shown.step("An SMS is sent") as details:
        sms: Json = _until(
            lambda: next(
                (
                    one
                    for one in world.get("/_sandbox/sms", number=customer["phone"])["sms"]
                    if order["number"] in one["text"] or payment["reference"] in one["text"]
                ),
                None,
            ),
            "no SMS came",
        )
        details.append(f"to {sms['number']}: {sms['text']}")
    with shown.step("Its receipt says that it was delivered") as details:
        messages: list[Json] = _until(
            lambda: _delivered(world.get("/api/messages/", payment=payment["id"])["items"]),
            "no receipt came",
        )
        details += [f"{one['channel']}: {one['status']}" for one in messages]
    return sms, messages


def _money(amount: str, currency: str) -> str:
    """Write "82500" as the customer's messages do: "UGX 82,500"."""
    whole, dot, decimals = amount.partition(".")
    return f"{currency} {int(whole):,}{dot}{decimals}"


def _delivered(messages: list[Json], *, facts: int = 1) -> list[Json] | None:
    """Return the messages of so many facts once each has come as far as its channel can tell."""
    ends = {"sms": "delivered", "email": "sent"}
    done = len(messages) == facts * len(ends) and all(
        one["status"] == ends[one["channel"]] for one in messages
    )
    return messages if done else None


def _when(found: Json, *, status: str) -> Json | None:
    return found if found["status"] == status else None


def _until(ask: Callable[[], T | None], complaint: str) -> T:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := ask()) is None:
        if time.monotonic() > deadline:
            _end(f"After {PATIENCE_SECONDS} s {complaint}.")
        time.sleep(0.05)
    return found


def _end(sentence: str) -> NoReturn:
    raise TourEnded(sentence)


def main() -> int:
    default = Path(os.environ.get("NAULI_DATA") or "var") / "demo.json"
    parser = argparse.ArgumentParser(description="Play two orders from request to end.")
    parser.add_argument(
        "demo", nargs="?", type=Path, default=default, help="demo.json of `make up`"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was seen there")
    told = parser.parse_args()
    shown = Shown()
    began = time.monotonic()
    try:
        demo = json.loads(told.demo.read_text(encoding="utf-8"))
        seen = play(demo, shown)
    except FileNotFoundError:
        sys.stderr.write(f"{told.demo} is not there: start with `make up` first.\n")
        return 1
    except (TourEnded, requests.RequestException) as error:
        sys.stderr.write(f"The tour ended early. {error}\n")
        return 1
    if told.json:
        told.json.write_text(
            json.dumps(seen, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    sys.stdout.write(f"All of it in {time.monotonic() - began:.1f} s.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
