"""The one error of a start: a plain sentence that says what to do."""

from __future__ import annotations

from nauli.kit.errors import NauliError


class CannotStart(NauliError):
    """Nauli cannot start here."""


class StartStopped(NauliError):
    """The start was stopped before everything was up."""
