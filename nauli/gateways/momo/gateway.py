"""MTN MoMo as a Gateway: our words go out as theirs, theirs come back as ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from nauli.gateways.ask import Line
from nauli.gateways.contract import (
    Charge,
    Journal,
    Misconfigured,
    Refund,
    Report,
    Unreachable,
    Unsure,
)
from nauli.gateways.momo.answers import read_charged, read_looked, read_token
from nauli.gateways.momo.callbacks import check_callbacks
from nauli.gateways.momo.client import MomoClient, Reply, Wanted
from nauli.gateways.momo.diagnose import account_checks
from nauli.gateways.momo.diagnose_refunds import refund_checks
from nauli.gateways.momo.fit import fit_message, fit_payer
from nauli.gateways.momo.refunds import as_charge, body_of, read_refund_looked
from nauli.gateways.momo.settings import MomoAccount, MomoSettings, Product
from nauli.gateways.momo.tokens import Token, TokenKeeper
from nauli.kit.findings import Check
from nauli.kit.http import Limits, NoAnswer, NotSent, Session, thread_session

CALLBACK_PATH = "/api/webhooks/momo/{reference}/"


@dataclass(frozen=True, slots=True)
class _Access:
    """One product and its token: neither is of use at another one."""

    product: Product
    tokens: TokenKeeper = field(default_factory=TokenKeeper)


class MomoGateway:
    """One account per currency. Safe to share between threads."""

    name = "momo"

    def __init__(
        self, settings: MomoSettings, *, session: Callable[[], Session] = thread_session
    ) -> None:
        """Raise Misconfigured where two accounts take one currency: a charge names no country."""
        self._settings = settings
        self._session = session
        self._accounts: dict[str, MomoAccount] = {}
        for account in settings.accounts:
            if account.currency in self._accounts:
                raise Misconfigured(f"Two MoMo accounts take {account.currency}; keep one.")
            self._accounts[account.currency] = account
        self._collections = {c: _Access(a.collection) for c, a in self._accounts.items()}
        self._disbursements = {c: _Access(a.disbursement) for c, a in self._accounts.items()}

    def currencies(self) -> frozenset[str]:
        return frozenset(self._accounts)

    def missing_for_refunds(self, currency: str) -> Sequence[str]:
        known = self._accounts.get(currency)
        return known.missing_for_refunds if known else ["MOMO_TARGET_ENVIRONMENT"]

    def charge(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask the payer's phone for the money, under `charge.id` as X-Reference-Id."""
        payer = fit_payer(charge.payer)
        body = {
            "amount": str(charge.amount),
            "currency": charge.amount.currency,
            "externalId": charge.reference,
            "payer": {"partyIdType": "MSISDN", "partyId": payer},
            "payerMessage": fit_message(charge.note, otherwise=charge.reference),
            "payeeNote": f"order {charge.order_id}",
        }
        wanted = Wanted(
            reference_id=charge.id,
            body=body,
            phone=payer,
            callback_url=self._callback_url(charge.reference),
        )
        access = self._collection(charge)
        reply = self._ask(
            access, journal, lambda client, token: client.request_to_pay(token, wanted)
        )
        return read_charged(charge, reply)

    def look(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask what became of `charge.id`. Never raises Refused: a look decides nothing."""
        payer = charge.payer.removeprefix("+")
        reply = self._ask(
            self._collection(charge),
            journal,
            lambda client, token: client.read_status(token, reference_id=charge.id, payer=payer),
        )
        return read_looked(charge, reply)

    def cancel(self, charge: Charge, *, journal: Journal) -> bool:
        """Say that it cannot be done: MTN has no word for it, and the prompt ends by itself."""
        del charge, journal  # nobody is asked
        return False

    def refund(self, refund: Refund, *, journal: Journal) -> Report:
        """Ask for the money to go back, under `refund.id` as X-Reference-Id."""
        wanted = Wanted(
            reference_id=refund.id,
            body=body_of(refund),
            phone=refund.charge.payer.removeprefix("+"),
            callback_url=self._callback_url(refund.reference),
        )
        access = self._disbursement(refund)
        reply = self._ask(
            access, journal, lambda client, token: client.create_refund(token, wanted)
        )
        return read_charged(as_charge(refund), reply)

    def look_refund(self, refund: Refund, *, journal: Journal) -> Report:
        """Ask what became of `refund.id`. Never raises Refused: a look decides nothing."""
        payee = refund.charge.payer.removeprefix("+")
        reply = self._ask(
            self._disbursement(refund),
            journal,
            lambda client, token: client.read_refund(token, reference_id=refund.id, payee=payee),
        )
        return read_refund_looked(refund, reply)

    def checks(self) -> Mapping[str, Check]:
        """Return two checks for each account and one for callbacks; none without an account."""
        accounts = account_checks(self._settings, self._session)
        if not accounts:
            return {}
        callbacks = partial(check_callbacks, self._settings, self._session)
        refunds = refund_checks(self._settings, self._session)
        return {**accounts, **refunds, "MoMo callbacks": callbacks}

    def _ask(
        self, access: _Access, journal: Journal, call: Callable[[MomoClient, str], Reply]
    ) -> Reply:
        """Call with a token. After a 401 renew it and call once more.

        A request that was answered 401 was not taken, and the second one bears the same reference.
        """
        client = MomoClient(
            base_url=self._settings.base_url.rstrip("/"),
            product=access.product,
            line=Line(session=self._session(), limits=self._limits(), journal=journal),
        )
        token = access.tokens.get(lambda: _fetch(client))
        reply = _sent(call, client, token)
        if reply.status == 401:
            token = access.tokens.get(lambda: _fetch(client), refused=token)
            reply = _sent(call, client, token)
        return reply

    def _collection(self, charge: Charge) -> _Access:
        self._account(charge.amount.currency)
        return self._collections[charge.amount.currency]

    def _disbursement(self, refund: Refund) -> _Access:
        account = self._account(refund.amount.currency)
        if missing := account.missing_for_refunds:
            raise Misconfigured(
                f"MoMo cannot be asked to return money: {' and '.join(missing)} not set"
                f" for {account.target_environment}."
            )
        return self._disbursements[refund.amount.currency]

    def _account(self, currency: str) -> MomoAccount:
        try:
            return self._accounts[currency]
        except KeyError:
            raise Misconfigured(f"No MoMo account takes {currency}.") from None

    def _callback_url(self, reference: str) -> str:
        public_url = self._settings.public_url.rstrip("/")
        return public_url and public_url + CALLBACK_PATH.format(reference=reference)

    def _limits(self) -> Limits:
        connect, read = self._settings.connect_timeout, self._settings.read_timeout
        return Limits(connect_seconds=connect, read_seconds=read, total_seconds=connect + read)


def _sent(call: Callable[[MomoClient, str], Reply], client: MomoClient, token: str) -> Reply:
    try:
        return call(client, token)
    except NotSent as error:
        raise Unreachable(str(error), code="not_sent") from error
    except NoAnswer as error:
        raise Unsure(str(error), code="no_answer") from error


def _fetch(client: MomoClient) -> Token:
    try:
        return read_token(client.create_token())
    except (NotSent, NoAnswer) as error:
        # A token that did not come is no doubt about money: the charge itself was never sent.
        raise Unreachable(f"MoMo gave no token: {error}", code="no_token") from error
