"""Whether MTN would take our refunds: disbursement is a product with credentials of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from uuid import uuid4

from nauli.gateways.ask import Line, NoPayment
from nauli.gateways.contract import GatewayError
from nauli.gateways.momo.answers import read_token
from nauli.gateways.momo.client import MomoClient
from nauli.gateways.momo.diagnose import LIMITS
from nauli.gateways.momo.settings import MomoAccount, MomoSettings
from nauli.kit.findings import Check, Finding, ok, warning, wrong
from nauli.kit.http import NoAnswer, NotSent, Session


def refund_checks(settings: MomoSettings, session: Callable[[], Session]) -> Mapping[str, Check]:
    """Return one check per account. What stands in the way of charges is told by the other ones."""
    return {
        f"MoMo {account.target_environment} refunds": partial(_refunds, settings, account, session)
        for account in settings.accounts
    }


def _refunds(
    settings: MomoSettings, account: MomoAccount, session: Callable[[], Session]
) -> Iterator[Finding]:
    """Ask for a refund that nobody asked for: only who may refund hears that it is not there."""
    if missing := account.missing_for_refunds:
        yield warning(
            f"{' and '.join(missing)} not set: no money can be returned",
            "Subscribe to MTN's Disbursements product and set what it shows.",
        )
        return
    client = MomoClient(
        base_url=settings.base_url.rstrip("/"),
        product=account.disbursement,
        line=Line(session=session(), limits=LIMITS, journal=NoPayment()),
    )
    try:
        token = read_token(client.create_token()).value
        reply = client.read_refund(token, reference_id=uuid4(), payee="")
    except (NotSent, NoAnswer) as error:
        yield wrong(
            f"{settings.base_url} gives no answer. {error}",
            "See what is said of charges; if they are well, wait and try again.",
        )
    except GatewayError as error:
        yield wrong(
            f"no token for disbursements ({error.code})",
            "Set MOMO_DISBURSEMENT_API_USER and MOMO_DISBURSEMENT_API_KEY to a pair, and"
            " MOMO_DISBURSEMENT_SUBSCRIPTION_KEY to the primary key of the Disbursements product.",
        )
    else:
        if reply.status == 404 and reply.code == "RESOURCE_NOT_FOUND":
            yield ok("token given, key, user and target accepted")
        else:
            yield wrong(
                f"token given, but refunds are not open to this key and user ({reply.status})",
                "Have MTN authorise the account for disbursements and register this machine's"
                " address.",
            )
