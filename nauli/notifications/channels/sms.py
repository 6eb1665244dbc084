"""SMS through Africa's Talking.

https://developers.africastalking.com/docs/sms/sending/bulk. HTTP 201 means that the request was
read, not that anything was sent: the code of the recipient decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from nauli.kit.http import Answer, Limits, NoAnswer, NotSent, Session, send, thread_session
from nauli.notifications.channels.contract import Accepted, Letter, NotAccepted

_ACCEPTED = {100: "Processed", 101: "Sent", 102: "Queued"}
# The vendor says of no code whether trying again helps. These depend on the number or the sender
# and will be the same tomorrow; the rest (balance, routing, their own trouble) may be mended.
_PERMANENT = {
    402: "InvalidSenderId",
    403: "InvalidPhoneNumber",
    404: "UnsupportedNumberType",
    406: "UserInBlacklist",
    502: "RejectedByGateway",
}
_TRANSIENT = {
    401: "RiskHold",
    405: "InsufficientBalance",
    407: "CouldNotRoute",
    500: "InternalServerError",
    501: "GatewayError",
}
# The reasons for refusing a whole request that will not pass by themselves.
_PERMANENT_MESSAGES = ("InvalidSenderId", "InvalidPhoneNumber")
_CONNECT_SECONDS, _READ_SECONDS = 2, 10
# One letter takes this long at most. It must be less than a lease: another would send it again.
LONGEST_SECONDS = _CONNECT_SECONDS + _READ_SECONDS
_CARRIER_ID = re.compile(r"[!-~]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSettings:
    base_url: str  # without the version: "https://api.africastalking.com"
    username: str
    api_key: str = field(repr=False)
    sender_id: str = ""  # empty: the vendor's own
    connect_timeout: float = _CONNECT_SECONDS
    read_timeout: float = _READ_SECONDS


class SmsChannel:
    """One SMS per letter. Their wire knows no key, so a repeat after no answer may come twice."""

    def __init__(
        self, settings: SmsSettings, *, session: Callable[[], Session] = thread_session
    ) -> None:
        self._settings = settings
        self._session = session
        connect, read = settings.connect_timeout, settings.read_timeout
        self._limits = Limits(
            connect_seconds=connect, read_seconds=read, total_seconds=connect + read
        )

    def send(self, letter: Letter) -> Accepted:
        """Hand the letter over; `carrier_id` is the messageId that the delivery receipt names."""
        try:
            answer = self._post(letter)
        except NotSent as error:
            raise NotAccepted(str(error), code="not_sent", permanent=False) from error
        except NoAnswer as error:
            raise NotAccepted(str(error), code="no_answer", permanent=False) from error
        return _read_recipient(_read_recipients(answer))

    def _post(self, letter: Letter) -> Answer:
        """POST /version1/messaging, form-encoded; without Accept the answer may be XML."""
        form = {
            "username": self._settings.username,
            "to": letter.to,
            "message": letter.text,
            "bulkSMSMode": "1",
        }
        if self._settings.sender_id:
            form["from"] = self._settings.sender_id
        return send(
            self._session(),
            "POST",
            f"{self._settings.base_url.rstrip('/')}/version1/messaging",
            headers={
                "apiKey": self._settings.api_key,
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body=urlencode(form).encode(),
            limits=self._limits,
        )


def _read_recipients(answer: Answer) -> Mapping[str, Any]:
    """Return the only recipient of `{"SMSMessageData": {"Message", "Recipients": [...]}}`."""
    if answer.status == 401:
        # "The supplied authentication is invalid": our fault, so the message waits for its mending.
        raise NotAccepted(
            "The carrier does not accept our key.", code="unauthenticated", permanent=False
        )
    if answer.status != 201:
        raise NotAccepted(
            f"The carrier answered {answer.status}.", code=f"http_{answer.status}", permanent=False
        )
    try:
        said = answer.json()["SMSMessageData"]
        reason, recipients = said["Message"], said["Recipients"]
    except (NoAnswer, KeyError, TypeError):
        raise _unreadable() from None
    if recipients == [] and isinstance(reason, str):
        permanent = [word for word in _PERMANENT_MESSAGES if word in reason]
        raise NotAccepted(
            "The carrier refused the whole request.",
            code=permanent[0] if permanent else _word(reason),
            permanent=bool(permanent),
        )
    if not isinstance(recipients, list) or len(recipients) != 1:
        raise _unreadable()
    if not isinstance(recipients[0], dict):
        raise _unreadable()
    return recipients[0]


def _read_recipient(recipient: Mapping[str, Any]) -> Accepted:
    code = recipient.get("statusCode")
    if isinstance(code, str) and re.fullmatch(r"[0-9]{3}", code):
        code = int(code)
    if isinstance(code, bool) or not isinstance(code, int):
        raise _unreadable()
    if code in _ACCEPTED:
        number = recipient.get("messageId")
        named = isinstance(number, str) and number != "None" and _CARRIER_ID.fullmatch(number)
        return Accepted(carrier_id=str(number) if named else "", note=_ACCEPTED[code])
    word = _PERMANENT.get(code) or _TRANSIENT.get(code) or f"code_{code}"
    raise NotAccepted(
        f"The carrier did not take the message: {word}.", code=word, permanent=code in _PERMANENT
    )


def _unreadable() -> NotAccepted:
    return NotAccepted(
        "The carrier's answer cannot be read; the message may have been sent.",
        code="unreadable",
        permanent=False,
    )


def _word(reason: str) -> str:
    """Keep a one-word reason as the code; a sentence could hold a number or anything else."""
    return reason if re.fullmatch(r"[A-Za-z]{1,64}", reason) else "refused"
