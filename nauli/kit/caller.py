"""Who is acting, and in which request: known everywhere below without being handed down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_actor: ContextVar[str] = ContextVar("actor", default="system")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def actor() -> str:
    """Return for instance "key:shop", "staff:amina", "gateway:momo", "schedule" or "system"."""
    return _actor.get()


def request_id() -> str:
    return _request_id.get()


def name_actor(name: str) -> None:
    """Say who the present request turned out to come from."""
    _actor.set(name)


@contextmanager
def acting(*, actor: str, request_id: str = "") -> Iterator[None]:
    actor_token, request_token = _actor.set(actor), _request_id.set(request_id)
    try:
        yield
    finally:
        _actor.reset(actor_token)
        _request_id.reset(request_token)
