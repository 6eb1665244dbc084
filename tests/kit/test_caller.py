from __future__ import annotations

import threading

import pytest

from nauli.kit import caller


def test_without_a_caller_the_system_acts() -> None:
    assert (caller.actor(), caller.request_id()) == ("system", "")


def test_a_caller_is_known_until_its_work_ends() -> None:
    with caller.acting(actor="schedule", request_id="r1"):
        with caller.acting(actor="worker"):
            assert (caller.actor(), caller.request_id()) == ("worker", "")
        assert (caller.actor(), caller.request_id()) == ("schedule", "r1")
    assert (caller.actor(), caller.request_id()) == ("system", "")


def test_a_caller_is_forgotten_also_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), caller.acting(actor="worker"):
        _ = 1 // 0
    assert caller.actor() == "system"


def test_a_name_that_is_learned_later_ends_with_the_request() -> None:
    with caller.acting(actor="anonymous", request_id="r1"):
        caller.name_actor("key:shop")
        assert caller.actor() == "key:shop"
    assert caller.actor() == "system"


def test_threads_do_not_act_in_each_others_name() -> None:
    seen: list[str] = []
    with caller.acting(actor="schedule"):
        thread = threading.Thread(target=lambda: seen.append(caller.actor()))
        thread.start()
        thread.join()
    assert seen == ["system"]
