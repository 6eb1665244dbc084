"""Chapa as a Gateway: our words go out as theirs, theirs come back as ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nauli.gateways.ask import Line
from nauli.gateways.chapa.answers import (
    is_refusal,
    read_cancelled,
    read_charged,
    read_looked,
    was_not_found,
)
from nauli.gateways.chapa.client import ChapaClient, Person, Reply
from nauli.gateways.chapa.diagnose import chapa_checks
from nauli.gateways.chapa.fit import body_of, fit_phone, without
from nauli.gateways.chapa.refunds import form_of, read_refund_looked, read_refunded
from nauli.gateways.chapa.settings import CURRENCIES, ChapaSettings
from nauli.gateways.contract import (
    Charge,
    Journal,
    Misconfigured,
    Refund,
    Refused,
    Report,
    Unreachable,
    Unsure,
)
from nauli.kit.findings import Check
from nauli.kit.http import Limits, NoAnswer, NotSent, Session, thread_session

CALLBACK_PATH = "/api/webhooks/chapa/callback/"


class ChapaGateway:
    """A page of Chapa's own, where the customer pays. Safe to share between threads."""

    name = "chapa"

    def __init__(
        self, settings: ChapaSettings, *, session: Callable[[], Session] = thread_session
    ) -> None:
        self._settings = settings
        self._session = session

    def currencies(self) -> frozenset[str]:
        return CURRENCIES if self._settings.secret_key else frozenset()

    def missing_for_refunds(self, currency: str) -> Sequence[str]:
        del currency  # one key for all of them
        return [] if self._settings.secret_key else ["CHAPA_SECRET_KEY"]

    def charge(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask for a page where `charge.reference` can be paid; the report tells its address.

        Chapa refuses what is only there to be kind, such as an e-mail address whose domain takes
        no mail. Then the same is asked for without it, under the same reference.
        """
        if charge.amount.currency not in CURRENCIES:
            raise Refused(f"Chapa does not take {charge.amount.currency}.", code="refused")
        public_url = self._settings.public_url.rstrip("/")
        body = body_of(
            charge,
            merchant_name=self._settings.merchant_name,
            callback_url=public_url and public_url + CALLBACK_PATH,
        )
        person = _person(charge)
        reply = self._ask(journal, lambda client: client.initialize(body, person=person))
        shorter = without(body, reply.refused) if is_refusal(reply) and reply.refused else None
        if shorter is not None:
            fits = shorter
            reply = self._ask(journal, lambda client: client.initialize(fits, person=person))
        return read_charged(charge, reply)

    def look(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask what became of `charge.reference`. Never raises Refused: a look decides nothing."""
        person = _person(charge)
        reply = self._ask(journal, lambda client: client.verify(charge.reference, person=person))
        return read_looked(charge, reply, mode=self._settings.mode)

    def cancel(self, charge: Charge, *, journal: Journal) -> bool:
        """Close the page of `charge.reference`, also where it has closed by itself before."""
        reply = self._ask(journal, lambda client: client.cancel(charge.reference))
        return read_cancelled(charge, reply)

    def refund(self, refund: Refund, *, journal: Journal) -> Report:
        """Ask for money to go back, under `refund.reference`, which Chapa takes once."""
        form = form_of(refund)
        reply = self._ask(journal, lambda client: client.refund(refund.charge.reference, form))
        if was_not_found(reply) and refund.transaction:
            # Chapa's page names our reference in the address and shows a number of its own there.
            reply = self._ask(journal, lambda client: client.refund(refund.transaction, form))
        return read_refunded(refund, reply)

    def look_refund(self, refund: Refund, *, journal: Journal) -> Report:
        """Ask by Chapa's number of the refund, or by ours where none was told."""
        number = refund.number or refund.reference
        reply = self._ask(journal, lambda client: client.read_refund(number))
        return read_refund_looked(refund, reply)

    def checks(self) -> Mapping[str, Check]:
        """Return a check of the key and one of what comes back; none where there is no key."""
        return chapa_checks(self._settings, self._session) if self._settings.secret_key else {}

    def _ask(self, journal: Journal, call: Callable[[ChapaClient], Reply]) -> Reply:
        settings = self._settings
        if not settings.secret_key:
            raise Misconfigured("Chapa cannot be asked: CHAPA_SECRET_KEY is not set.")
        connect, read = settings.connect_timeout, settings.read_timeout
        limits = Limits(connect_seconds=connect, read_seconds=read, total_seconds=connect + read)
        client = ChapaClient(
            base_url=settings.base_url.rstrip("/"),
            secret_key=settings.secret_key,
            line=Line(session=self._session(), limits=limits, journal=journal),
        )
        try:
            return call(client)
        except NotSent as error:
            raise Unreachable(str(error), code="not_sent") from error
        except NoAnswer as error:
            raise Unsure(str(error), code="no_answer") from error


def _person(charge: Charge) -> Person:
    digits = charge.payer.removeprefix("+")
    return Person(phones=(digits, fit_phone(charge.payer)), email=charge.email)
