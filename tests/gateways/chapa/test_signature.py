from __future__ import annotations

import pytest

from nauli.gateways.chapa.signature import is_genuine, only_the_constant_came, sign

BODY = b'{"event":"charge.success","amount":"400.00"}'


def test_what_signs_the_secret_signs_no_body() -> None:
    constant = sign(b"secret", "secret")
    assert not is_genuine(BODY, constant, ["secret"])
    assert is_genuine(BODY, sign(BODY, "secret"), ["other", "secret"])


@pytest.mark.parametrize(
    ("headers", "alone"),
    [
        ({"Chapa-Signature": "a"}, True),
        ({"chapa-signature": "a", "X-Chapa-Signature": " "}, True),
        ({"Chapa-Signature": "a", "X-Chapa-Signature": "b"}, False),
        ({"x-chapa-signature": "b"}, False),
        ({"Chapa-Signature": ""}, False),
        ({}, False),
    ],
)
def test_the_constant_alone_is_noticed(headers: dict[str, str], *, alone: bool) -> None:
    assert only_the_constant_came(headers) is alone
