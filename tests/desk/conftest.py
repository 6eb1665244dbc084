"""The busy shop, for what looks across everything."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from nauli.gateways import registry
from tests.desk.busy import BusyShop, WritingGateway
from tests.door import Door
from tests.fakes import FakeCarrier
from tests.webhooks.events import SECRET


@pytest.fixture
def shop(
    door: Door, carrier: FakeCarrier, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> BusyShop:
    """A shop whose gateway says and writes down what it is told to, and in which nobody waits."""
    gateway = WritingGateway()
    monkeypatch.setitem(registry.GATEWAYS, "momo", lambda: gateway)
    settings.MOMO_WEBHOOK_SECRETS = [SECRET]
    settings.RESEND_AFTER_SECONDS = settings.BELL_GRACE_SECONDS = 0
    return BusyShop(door, gateway, carrier)
