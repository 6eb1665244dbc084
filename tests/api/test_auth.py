from __future__ import annotations

import pytest

from nauli.access import keys
from nauli.access.scopes import Scope
from tests.door import Door, read_problem
from tests.factories import new_key

pytestmark = pytest.mark.django_db


def _told(**headers: str) -> str:
    document = read_problem(Door().get("/api/products/", **headers), 401)
    assert document["type"] == "urn:nauli:problem:unauthenticated"
    detail: str = document["detail"]
    return detail


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer "}]
)
def test_without_a_key_it_says_how_to_send_one(headers: dict[str, str]) -> None:
    assert _told(**headers) == (
        "There is no API key in this request: send one as `Authorization: Bearer <key>`."
    )


def test_a_wrong_key_and_a_revoked_one_are_told_the_same() -> None:
    row, revoked = keys.create("shop", scopes=[Scope.READ])
    keys.revoke(row.pk)
    told = {_told(authorization=f"Bearer {key}") for key in (revoked, "nobody", revoked[:-1])}
    assert told == {
        "This API key is not known here, or was revoked: `nauli keys create` makes one."
    }


def test_a_key_is_told_which_scope_it_does_not_have() -> None:
    response = Door(new_key(Scope.ORDERS)).get("/api/products/")
    detail = read_problem(response, 403)["detail"]
    assert detail == f"This key does not have the scope {Scope.READ.value}."
