"""Make an API user and its key at a MoMo sandbox. In production MTN's partner portal makes them.

https://momodeveloper.mtn.com/api-documentation/api-description (sandbox user provisioning). These
three calls need the subscription key alone, and no token. An API user is made for one callback
host, a bare name, for all its life: for another host make another user.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote

from nauli.gateways.contract import Misconfigured, Refused, Unreachable
from nauli.kit.http import Answer, Limits, NoAnswer, NotSent, Session, send

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_KEY = re.compile(r"[\x21-\x7e]{1,256}")
# A user that was just made may not be visible yet; so long the key is asked for again.
_TRIES, _PAUSE_SECONDS = 5, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiUser:
    user: str  # UUID
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioning:
    """The wire. Every call raises kit.http's NotSent or NoAnswer."""

    base_url: str  # without the product: "https://sandbox.momodeveloper.mtn.com"
    subscription_key: str = field(repr=False)
    session: Session
    limits: Limits = field(default_factory=Limits)

    def create_user(self, user: str, *, callback_host: str) -> Answer:
        """POST /v1_0/apiuser: 201 with an empty body; 409 where this user exists."""
        return self._send(
            "POST",
            "",
            headers={"X-Reference-Id": user, "Content-Type": "application/json"},
            body=json.dumps({"providerCallbackHost": callback_host}).encode(),
        )

    def create_key(self, user: str) -> Answer:
        """POST /v1_0/apiuser/{user}/apikey: 201 {"apiKey"}. It replaces the user's older key."""
        return self._send("POST", f"/{quote(user, safe='')}/apikey")

    def read_user(self, user: str) -> Answer:
        """GET /v1_0/apiuser/{user}: 200 {"providerCallbackHost", "targetEnvironment"}."""
        return self._send("GET", f"/{quote(user, safe='')}")

    def _send(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        return send(
            self.session,
            method,
            f"{self.base_url.rstrip('/')}/v1_0/apiuser{path}",
            headers={"Ocp-Apim-Subscription-Key": self.subscription_key, **(headers or {})},
            body=body,
            limits=self.limits,
        )


def provision(wire: Provisioning, *, callback_host: str) -> ApiUser:
    """Return a new API user with a key of its own.

    Raises Refused, Misconfigured (the subscription key) or Unreachable. A user whose key was never
    told is of no use to anybody and does no harm.
    """
    if not _HOST.fullmatch(callback_host):
        raise Refused(
            f"{callback_host!r} is no host: give the name alone, such as shop.example, without"
            " https://, port or path."
        )
    user = str(uuid.uuid4())
    _make_user(wire, user, callback_host)
    return ApiUser(user=user, key=_make_key(wire, user))


def _make_user(wire: Provisioning, user: str, callback_host: str) -> None:
    try:
        answer = wire.create_user(user, callback_host=callback_host)
    except NotSent as error:
        raise Unreachable(f"{wire.base_url} cannot be reached. {error}") from error
    except NoAnswer:
        # It may exist by now. The same one again is then answered 409, and is ours all the same.
        answer = _ask_again(wire, user, callback_host)
    if answer.status not in {201, 409}:
        _refuse(answer, "the API user")


def _ask_again(wire: Provisioning, user: str, callback_host: str) -> Answer:
    try:
        return wire.create_user(user, callback_host=callback_host)
    except (NotSent, NoAnswer) as error:
        raise Unreachable(f"{wire.base_url} gives no answer. {error}") from error


def _make_key(wire: Provisioning, user: str) -> str:
    for tries_left in reversed(range(_TRIES)):
        try:
            answer = wire.create_key(user)
        except (NotSent, NoAnswer) as error:
            raise Unreachable(f"{wire.base_url} gave no key. {error}") from error
        if answer.status != 404 or not tries_left:
            break
        time.sleep(_PAUSE_SECONDS)
    if answer.status != 201:
        _refuse(answer, "the key")
    try:
        said = answer.json()
    except NoAnswer:
        said = None
    key = said.get("apiKey") if isinstance(said, dict) else None
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Unreachable(f"{wire.base_url} answered without a key that can be read.")
    return key


def _refuse(answer: Answer, what: str) -> None:
    if answer.status == 401:
        raise Misconfigured(
            "The subscription key is not accepted. Take the primary key of the Collections product"
            " from your profile at momodeveloper.mtn.com."
        )
    if answer.status == 404:
        raise Misconfigured(
            "Nothing makes API users at this address: the base URL is without the product, such as"
            " https://sandbox.momodeveloper.mtn.com."
        )
    raise Unreachable(f"The gateway did not make {what}: it answered {answer.status}.")
