from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nauli.gateways.contract import Refused
from nauli.gateways.momo.fit import fit_message, fit_payer


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Ama's shop, order N-12", "Amas shop, order N-12"),
        ("L\u2019Étoile d\u2019Ivoire \u2013 café", "LEtoile dIvoire - cafe"),
        ("Œuvre & Größe", "OEuvre and Grosse"),
        ("Ɛkɔm ŋaŋa", "Ekom nana"),
        ("a\r\nb\tc\x00d", "a b c d"),
        ("<b>50% off!</b>", "b 50 off b"),
        ("你好", "P-1"),
        ("'", "P-1"),
        ("", "P-1"),
        ("a\uff07b", "a b"),  # comes apart into an apostrophe
        ("x" * 161, "x" * 160),
    ],
)
def test_what_the_payer_reads_is_made_to_fit(text: str, fits: str) -> None:
    assert fit_message(text, otherwise="P-1") == fits


# A list of its own: hypothesis takes seconds to tabulate all of Unicode on a fresh machine.
SIGNS = [chr(number) for number in (*range(0x2200), *range(0x4E00, 0x4E20), 0x1F600, 0xDC00)]


@given(st.text(SIGNS, max_size=400))
def test_whatever_the_text_it_fits(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9 .,-]{1,160}", fit_message(text, otherwise="P-1"))


def test_a_number_loses_only_its_plus_sign() -> None:
    assert fit_payer("+256772123456") == fit_payer("256772123456") == "256772123456"


@pytest.mark.parametrize("phone", ["", "0772123456", "+256 772 123456", "+25677x", "+٢٥٦٧٧٢١٢٣٤٥٦"])
def test_no_number_is_guessed(phone: str) -> None:
    with pytest.raises(Refused):
        fit_payer(phone)
