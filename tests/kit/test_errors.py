from __future__ import annotations

from nauli.kit.errors import Conflict, NauliError


class NotEnoughRoom(Conflict):
    """There is not enough room left."""


def test_the_docstring_is_the_message_and_the_name_is_the_slug() -> None:
    error = NotEnoughRoom()
    assert (error.detail, str(error)) == ("There is not enough room left.",) * 2
    assert error.slug == "not-enough-room"


def test_a_raise_may_say_more_than_the_class() -> None:
    error = NotEnoughRoom("2 wanted, 1 left.", field="rooms", left=1)
    assert (error.detail, error.field, error.extra) == ("2 wanted, 1 left.", "rooms", {"left": 1})
    assert isinstance(error, NauliError)
