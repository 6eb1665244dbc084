from __future__ import annotations

import pytest

from nauli.gateways.chapa.callback import reference_in


@pytest.mark.parametrize(
    ("query", "body", "found"),
    [
        ({"trx_ref": "NAU-1"}, b"", "NAU-1"),
        ({"tx_ref": "NAU-1", "status": "success"}, b"", "NAU-1"),
        ({}, b'{"trx_ref": "NAU-1", "ref_id": "AP1"}', "NAU-1"),
        ({}, b'{"tx_ref": "NAU-1"}', "NAU-1"),
        ({}, b"trx_ref=NAU-1&status=success", "NAU-1"),
        ({"trx_ref": ""}, b'{"trx_ref": "NAU-1"}', "NAU-1"),
        ({"trx_ref": "NAU-1"}, b'{"trx_ref": "NAU-2"}', "NAU-1"),
        ({}, b"", ""),
        ({}, b'["NAU-1"]', ""),
        ({}, b'{"trx_ref": 1}', ""),
        ({}, b"\xff\x00", ""),
        ({}, b"[" * 100_000, ""),
        ({"trx_ref": "NAU-\x00"}, b"", ""),
        ({"trx_ref": "NAU-" + "1" * 200}, b"", ""),
        ({}, b'{"trx_ref": "NAU-\\ud800"}', ""),
        ({"trx_ref": "\u00e9"}, b'{"trx_ref": "NAU-1"}', "NAU-1"),
    ],
)
def test_both_names_are_read_in_both_places(query: dict[str, str], body: bytes, found: str) -> None:
    assert reference_in(query, body) == found
