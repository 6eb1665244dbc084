from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest

from nauli_sandbox.momo.sign import sign
from tests.sandbox.stand import SECRET, Receiver, Stand


def test_first_secret_signs() -> None:
    expected = hmac.new(b"new", b"body", hashlib.sha256).hexdigest()
    assert sign(["new", "old"], b"body") == expected
    with pytest.raises(ValueError, match="not set"):
        sign([], b"body")


def test_door_signs_the_bytes_as_they_came(sandbox: Stand) -> None:
    body = b'{ "status":"success" }\n'
    answer = sandbox.ask("POST", "/_sandbox/momo/sign", data=body)
    right = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert answer.json() == {"signature": right}
    assert answer.headers["X-Momo-Signature"] == right


def test_no_secret_is_503(tmp_path: Path, receiver: Receiver) -> None:
    stand = Stand(tmp_path, receiver, MOMO_WEBHOOK_SECRET=" , ")
    answer = stand.ask("POST", "/_sandbox/momo/sign", data=b"body")
    stand.close()
    assert answer.status_code == 503
    assert "MOMO_WEBHOOK_SECRET" in answer.json()["error"]
