"""Whether MTN would take our charges: asked of MTN, without asking anybody for money."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from functools import partial
from uuid import uuid4

from nauli.gateways.ask import Line, NoPayment
from nauli.gateways.contract import GatewayError, Misconfigured
from nauli.gateways.momo.answers import read_token
from nauli.gateways.momo.client import MomoClient, Reply
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.clock import now
from nauli.kit.findings import Check, Finding, ok, warning, wrong
from nauli.kit.http import Limits, NoAnswer, NotSent, Session

# A person waits for the answer, and up to three calls follow each other.
LIMITS = Limits(connect_seconds=2, read_seconds=3, total_seconds=3.5)

_MOST_SKEW_SECONDS = 30
_WORD = re.compile(r"[A-Z_]{1,64}")


def account_checks(settings: MomoSettings, session: Callable[[], Session]) -> Mapping[str, Check]:
    """Return one check per account."""
    return {
        f"MoMo {account.target_environment}": partial(_account, settings, account, session)
        for account in settings.accounts
    }


def _account(
    settings: MomoSettings, account: MomoAccount, session: Callable[[], Session]
) -> Iterator[Finding]:
    """Ask for a token, then for what only the right key, user and target together may read."""
    if missing := _missing(account):
        mine = f"{missing[0]}_{account.target_environment.upper()}"
        yield wrong(
            f"{' and '.join(missing)} not set",
            f"Set what your MTN account shows; {mine} speaks for this target alone.",
        )
        return
    client = MomoClient(
        base_url=settings.base_url.rstrip("/"),
        product=account.collection,
        line=Line(session=session(), limits=LIMITS, journal=NoPayment()),
    )
    try:
        reply = client.create_token()
        yield from _skew(reply)
        yield from _entered(account, client, reply)
    except NotSent as error:
        yield wrong(
            f"{settings.base_url} cannot be reached. {error}",
            "See MOMO_BASE_URL, the name server and whether this machine may call out.",
        )
    except NoAnswer as error:
        yield wrong(
            f"{settings.base_url} gives no answer. {error}",
            "Wait and try again; if it stays, see MOMO_BASE_URL and MTN's status page.",
        )


def _missing(account: MomoAccount) -> list[str]:
    told = {
        "MOMO_SUBSCRIPTION_KEY": account.subscription_key,
        "MOMO_API_USER": account.api_user,
        "MOMO_API_KEY": account.api_key,
    }
    return [name for name, value in told.items() if not value]


def _entered(account: MomoAccount, client: MomoClient, reply: Reply) -> Iterator[Finding]:
    try:
        token = read_token(reply).value
    except GatewayError as error:
        yield _no_token(reply, sure=isinstance(error, Misconfigured))
        return
    balance = client.read_balance(token)
    if balance.status == 200:
        yield _balance(account, balance)
        return
    # Not every account may read its balance. What was never asked for is unknown to all who may
    # ask, and to nobody else.
    looked = client.read_status(token, reference_id=uuid4(), payer="")
    if looked.status == 404 and looked.code == "RESOURCE_NOT_FOUND":
        yield ok("token given, key, user and target accepted; the balance is not told")
    else:
        yield _turned_away(account, looked)


def _balance(account: MomoAccount, reply: Reply) -> Finding:
    currency = (reply.fields or {}).get("currency")
    if currency == account.currency:
        return ok(f"token given, account in {account.currency} open")
    told = currency if isinstance(currency, str) and _WORD.fullmatch(currency) else "none we know"
    return warning(
        f"token given, but the account's currency is {told} and not {account.currency}",
        "Have MTN confirm that this key and this target belong together.",
    )


def _no_token(reply: Reply, *, sure: bool) -> Finding:
    if reply.status == 401 and "subscription key" in reply.message.lower():
        return wrong(
            "the subscription key is not accepted",
            "Set MOMO_SUBSCRIPTION_KEY to the primary key of the Collections product.",
        )
    if reply.status in {400, 401}:
        return wrong(
            "the API user or its key is not accepted",
            "Set MOMO_API_USER and MOMO_API_KEY to a pair; for the sandbox, `nauli momo provision`"
            " makes one.",
        )
    if reply.status == 404:
        return wrong(
            "there is no token door at this address (404)",
            "MOMO_BASE_URL is without the product, such as https://proxy.momoapi.mtn.com.",
        )
    if sure:
        return wrong(
            f"no token: MTN turned the request away ({_said(reply)})",
            "Have MTN see whether the account is active and this machine's address registered.",
        )
    return wrong(
        f"no token: MTN answered {_said(reply)}",
        "See MOMO_API_USER and MOMO_API_KEY, since MTN reports wrong ones so as well; else wait.",
    )


def _turned_away(account: MomoAccount, reply: Reply) -> Finding:
    target = account.target_environment
    if reply.code == "NOT_ALLOWED_TARGET_ENVIRONMENT":
        return wrong(
            f"token given, but the target {target} is not open to this key and user",
            "Set MOMO_TARGET_ENVIRONMENT to the target that MTN gave this account.",
        )
    if reply.code == "NOT_ALLOWED":
        return wrong(
            "token given, but the API user may not use collections",
            "Have MTN grant the right to collect to this API user.",
        )
    if reply.status in {401, 403}:
        return wrong(
            f"token given, but its use is refused ({_said(reply)})",
            "Use the subscription key of the Collections product, and have MTN see whether the"
            " account is active and this machine's address registered.",
        )
    return wrong(
        f"token given, but a question was answered {_said(reply)}",
        "Wait and try again; if it stays, tell MTN.",
    )


def _skew(reply: Reply) -> Iterator[Finding]:
    """Compare our clock with theirs; TLS and tokens suffer where they are far apart."""
    try:
        seconds = (now() - parsedate_to_datetime(reply.date)).total_seconds()
    except (ValueError, TypeError):  # no header, or one without a zone
        return
    if abs(seconds) > _MOST_SKEW_SECONDS:
        way = "ahead of" if seconds > 0 else "behind"
        yield warning(
            f"this machine's clock is {abs(seconds):.0f} s {way} MTN's",
            "Let a time service (chrony, systemd-timesyncd) set this machine's clock.",
        )


def _said(reply: Reply) -> str:
    return f"{reply.status} {reply.code}" if _WORD.fullmatch(reply.code) else str(reply.status)
