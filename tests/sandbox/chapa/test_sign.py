from __future__ import annotations

import pytest

from nauli_sandbox.chapa.sign import signatures


def test_first_secret_signs_itself_and_the_body() -> None:
    # Both made with `openssl dgst -sha256 -hmac secret`.
    assert signatures(["secret", "older"], b'{"a":1}') == {
        "Chapa-Signature": "210d3d27605d0ee737952294265400a7cba109746afacd84b9cb0139bf6b7e3a",
        "x-chapa-signature": "aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494",
    }


def test_nothing_is_signed_without_a_secret() -> None:
    with pytest.raises(ValueError, match="CHAPA_WEBHOOK_SECRET"):
        signatures([], b"{}")
