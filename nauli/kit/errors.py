"""One base error. A subclass is its docstring: that is the sentence a person reads.

The five families below say what the caller may do; the doors turn a family into a status code.
"""

from __future__ import annotations

import inspect
import re
from typing import ClassVar


class NauliError(Exception):
    """Something went wrong."""

    slug: ClassVar[str]

    def __init__(self, detail: str = "", *, field: str = "", **extra: object) -> None:
        """Say `detail` instead of the docstring; name the field at fault; add problem members."""
        self.detail = detail or inspect.getdoc(type(self)) or ""
        self.field = field
        self.extra = extra
        super().__init__(self.detail)

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Name the error once: `NotEnoughStock` is `not-enough-stock` to a program."""
        super().__init_subclass__(**kwargs)
        cls.slug = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class Malformed(NauliError):
    """The request could not be read."""


class Invalid(NauliError):
    """The request can be read, but a value in it cannot be accepted."""


class Conflict(NauliError):
    """The request is right, but the present state does not allow it."""


class NotFound(NauliError):
    """There is nothing here."""


class Closed(NauliError):
    """This door is not configured, so it believes nothing."""
