"""MTN MoMo as a Gateway: our words go out as theirs, theirs come back as ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from nauli.gateways.ask import Line
from nauli.gateways.contract import (
    Charge,
    Journal,
    Misconfigured,
    Report,
    Unreachable,
    Unsure,
)
from nauli.gateways.momo.answers import read_charged, read_looked, read_token
from nauli.gateways.momo.callbacks import check_callbacks
from nauli.gateways.momo.client import MomoClient, Reply
from nauli.gateways.momo.diagnose import account_checks
from nauli.gateways.momo.fit import fit_message, fit_payer
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.gateways.momo.tokens import Token, TokenKeeper
from nauli.kit.findings import Check
from nauli.kit.http import Limits, NoAnswer, NotSent, Session, thread_session

CALLBACK_PATH = "/api/webhooks/momo/{reference}/"


class MomoGateway:
    """Collections through one account per currency. Safe to share between threads."""

    name = "momo"

    def __init__(
        self, settings: MomoSettings, *, session: Callable[[], Session] = thread_session
    ) -> None:
        """Raise Misconfigured where two accounts take one currency: a charge names no country."""
        self._settings = settings
        self._session = session
        self._accounts: dict[str, tuple[MomoAccount, TokenKeeper]] = {}
        for account in settings.accounts:
            if account.currency in self._accounts:
                raise Misconfigured(f"Two MoMo accounts take {account.currency}; keep one.")
            self._accounts[account.currency] = account, TokenKeeper()

    def currencies(self) -> frozenset[str]:
        return frozenset(self._accounts)

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
        public_url = self._settings.public_url.rstrip("/")
        path = CALLBACK_PATH.format(reference=charge.reference)
        reply = self._ask(
            charge,
            journal,
            lambda client, token: client.request_to_pay(
                token,
                reference_id=charge.id,
                body=body,
                payer=payer,
                callback_url=public_url and public_url + path,
            ),
        )
        return read_charged(charge, reply)

    def look(self, charge: Charge, *, journal: Journal) -> Report:
        """Ask what became of `charge.id`. Never raises Refused: a look decides nothing."""
        payer = charge.payer.removeprefix("+")
        reply = self._ask(
            charge,
            journal,
            lambda client, token: client.read_status(token, reference_id=charge.id, payer=payer),
        )
        return read_looked(charge, reply)

    def checks(self) -> Mapping[str, Check]:
        """Return a check for each account and one for callbacks; none where there is no account."""
        accounts = account_checks(self._settings, self._session)
        if not accounts:
            return {}
        callbacks = partial(check_callbacks, self._settings, self._session)
        return {**accounts, "MoMo callbacks": callbacks}

    def _ask(
        self, charge: Charge, journal: Journal, call: Callable[[MomoClient, str], Reply]
    ) -> Reply:
        """Call with a token. After a 401 renew it and call once more.

        A request that was answered 401 was not taken, and the second one bears the same reference.
        """
        account, tokens = self._account(charge.amount.currency)
        client = MomoClient(
            base_url=self._settings.base_url.rstrip("/"),
            account=account,
            line=Line(session=self._session(), limits=self._limits(), journal=journal),
        )
        token = tokens.get(lambda: _fetch(client))
        reply = _sent(call, client, token)
        if reply.status == 401:
            token = tokens.get(lambda: _fetch(client), refused=token)
            reply = _sent(call, client, token)
        return reply

    def _account(self, currency: str) -> tuple[MomoAccount, TokenKeeper]:
        try:
            return self._accounts[currency]
        except KeyError:
            raise Misconfigured(f"No MoMo account takes {currency}.") from None

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
