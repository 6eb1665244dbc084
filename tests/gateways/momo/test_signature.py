from __future__ import annotations

import pytest

from nauli.gateways.momo.signature import is_genuine, sign
from nauli.kit.errors import Closed

BODY = '{"provider_reference": "é", "status": "success"}'.encode()


def test_the_signature_is_the_published_one() -> None:
    # RFC 4231, test case 2.
    assert (
        sign(b"what do ya want for nothing?", "Jefe")
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@pytest.mark.parametrize("secret", ["old", "new"])
def test_either_of_two_live_secrets_is_believed(secret: str) -> None:
    assert is_genuine(BODY, sign(BODY, secret), ["old", "new"])
    assert is_genuine(BODY, f" {sign(BODY, secret).upper()} ", ["old", "new"])


def test_one_changed_byte_is_not_believed() -> None:
    assert not is_genuine(BODY + b" ", sign(BODY, "key"), ["key"])
    assert not is_genuine(BODY, sign(BODY, "retired"), ["key"])


@pytest.mark.parametrize(
    "signature",
    [None, "", " ", "é", "\u212a" * 64, "\udcff\ud800", "\x00", "0" * 64, "a" * 100_000, "sha256="],
)
def test_odd_text_is_no_signature_and_no_crash(signature: str | None) -> None:
    assert not is_genuine(BODY, signature, ["key"])


def test_no_part_of_a_signature_is_enough() -> None:
    whole = sign(BODY, "key")
    assert not any(is_genuine(BODY, whole[:length], ["key"]) for length in range(64))


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_without_a_secret_the_door_is_closed(secrets: list[str]) -> None:
    with pytest.raises(Closed):
        is_genuine(BODY, sign(BODY, ""), secrets)


def test_a_blank_secret_beside_a_real_one_opens_nothing() -> None:
    assert not is_genuine(BODY, sign(BODY, ""), ["", "key"])
