"""What a channel must be able to do: hand one message to a carrier, and say truly how that went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from nauli.kit.errors import NauliError

# A file's name, its media type ("application/pdf"), its content.
Attachment = tuple[str, str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message for one address. `key` is the same for every attempt to send it."""

    key: str
    to: str  # an e-mail address, or a phone in E.164
    subject: str = ""  # e-mail only
    text: str
    html: str = ""  # e-mail only
    attachments: Sequence[Attachment] = ()  # e-mail only


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The carrier took it. `carrier_id` is what a delivery receipt will name; empty: none comes."""

    carrier_id: str = ""
    note: str = ""


class NotAccepted(NauliError):
    """The carrier did not take the message."""

    def __init__(self, detail: str = "", *, code: str, permanent: bool) -> None:
        """`code` is the carrier's own word; `permanent` says whether trying again is of any use."""
        super().__init__(detail)
        self.code = code
        self.permanent = permanent


class Channel(Protocol):
    def send(self, letter: Letter) -> Accepted:
        """Hand the letter over, or raise NotAccepted."""
