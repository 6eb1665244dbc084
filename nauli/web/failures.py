"""Why money did not come, and what to do about it, in a customer's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nauli.gateways.contract import CLOSED, NEVER_ACCEPTED, TAKEN_BACK
from nauli.payments.models import Payment


class Failure(NamedTuple):
    why: str | Promise
    what_to_do: str | Promise


# One for each of gateways.contract.FAILURES.
WORDS: Mapping[str, Failure] = {
    "declined": Failure(
        _("The payment was declined on the phone."),
        _("If you want to pay, try again and approve it with your PIN."),
    ),
    "cancelled": Failure(_("The payment was cancelled."), _("Try again when you are ready.")),
    "not_completed": Failure(
        _("The payment failed or was cancelled."), _("Try again, or pay in another way.")
    ),
    "expired": Failure(
        _("The prompt was not approved in time."),
        _("Keep your phone at hand and try again. If no prompt comes, give another number."),
    ),
    "not_enough_funds": Failure(
        _("There was not enough money on the account."),
        _("Put money on it and try again, or pay from another number."),
    ),
    "limit_reached": Failure(
        _("A limit of the account was reached."),
        _("Pay from another number, or in another way. The limit may be higher tomorrow."),
    ),
    "payer_not_found": Failure(
        _("The number has no mobile money account."), _("Look at the number, or give another one.")
    ),
    "not_allowed": Failure(
        _("This account may not make the payment."), _("Pay from another number, or otherwise.")
    ),
    "reversed": Failure(_("The money could not be returned."), _("We will contact you.")),
    "gateway_error": Failure(
        _("The payment could not be carried out."),
        _("That was not your fault. Try again in a few minutes, or pay in another way."),
    ),
    "refused": Failure(
        _("The payment was refused."), _("Try again, or pay from another number or otherwise.")
    ),
    CLOSED: Failure(
        _("The payment page was closed before anybody paid."), _("Open a new one to pay.")
    ),
    TAKEN_BACK: Failure(
        _("The money came and was taken back at once."), _("Try again, or pay in another way.")
    ),
    NEVER_ACCEPTED: Failure(_("Our request for the money did not get through."), _("Try again.")),
}
_UNKNOWN = Failure(_("The payment did not go through."), _("Try again, or pay in another way."))


def why_failed(payment: Payment) -> Failure:
    return WORDS.get(payment.failure_code, _UNKNOWN)
