from __future__ import annotations

import pytest

from nauli.record.models import Change
from nauli.refunds.errors import UnknownRefund
from nauli.refunds.models import Refund
from nauli.refunds.tasks import look_at_refund
from tests.fakes import FakeGateway
from tests.refunds.world import RETURNED, done, in_flight, world

pytestmark = pytest.mark.django_db


def test_the_bell_has_a_worker_look(gateway: FakeGateway) -> None:
    refund = in_flight(gateway)
    Refund.objects.update(next_look_at=refund.created_at)
    gateway.says = [done]
    look_at_refund(str(refund.pk))
    assert world(refund) == RETURNED
    assert Change.objects.filter(subject="refund").latest("id").actor == "worker"


def test_the_bell_knows_it_by_its_name() -> None:
    assert look_at_refund.name == "refunds.look"


def test_a_refund_that_nobody_knows_is_said_so() -> None:
    with pytest.raises(UnknownRefund):
        look_at_refund("11111111-1111-4111-8111-111111111111")
