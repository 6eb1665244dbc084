from __future__ import annotations

import re
import uuid

import pytest

from nauli.config.mask import mask_phones
from nauli.kit.references import order_number, payment_reference


@pytest.mark.parametrize(
    "text",
    [
        "+256772123456",
        "256772123456",
        "0772123456",
        "772123456",
        "+2567721234567890456",
        "to=%2B256772123456",
        "to=%2B256+772+123456",
        "+256%20772%20123456",
        repr("x\n256772123456"),
        "tel256772123456",
        "payer-256772123456",
        "256772123456_1",
        "ATXid_256772123456",
        "b'256772123456'",
        "+256 772 123456",
        "+256-772-123-456",
        "+256 (772) 123 456",
        "256 772 123 456",
        "0772-123-456",
        "(0772) 123456",
        "+1 (212) 555-3456",
        "٢٥٦٧٧٢١٢٣٤٥٦",
    ],
)
@pytest.mark.parametrize("around", ["{}", "sent to {}!", '{{"to": "{}"}}', "a\n{}\tb"])
def test_of_a_phone_only_the_last_three_digits_are_left(text: str, around: str) -> None:
    masked = mask_phones(around.format(text))
    assert len(re.sub(r"\D", "", masked)) <= 4  # "_1" is no part of the number
    assert re.search(r"\*\*\*(456|٤٥٦)", masked)


@pytest.mark.parametrize(
    "text",
    [
        "5f0c2b6e-1111-4222-8333-123456789012",
        "NAU-01234567890123456789012345",
        "0234-5678-9A12",
        "UGX 25000",
        "UGX 250,000,000",
        "EUR 1234567890.50",
        "2026-11-22T09:30:00.123456Z",
        "2026-11-22 09:30:00.123456+00:00",
        "asked since 2026-11-22 09:30 UTC.",
        "127.0.0.1:54321",
        "192.168.100.200:8000",
        "ports 8000 8001 8002",
        "took 0.123456789 s",
        "[101, 102, 103, 104]",
        "HTTP/1.1 200 1234",
        "20261122",
        "12345678",
        "d41d8cd98f00b204e9800998ecf8427e",
        "1234567890123456789012345678901a",
        "",
    ],
)
def test_what_is_no_phone_stays_readable(text: str) -> None:
    assert mask_phones(text) == text
    assert mask_phones(f"see {text} there") == f"see {text} there"


def test_no_id_of_ours_is_taken_for_a_phone() -> None:
    for _ in range(2000):
        number = uuid.uuid4()
        ours = f"{number} {number.hex} {payment_reference()} {order_number()}"
        assert mask_phones(ours) == ours
