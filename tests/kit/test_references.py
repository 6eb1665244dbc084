from __future__ import annotations

import re
from collections import Counter

from nauli.kit.references import order_number, payment_reference


def test_a_payments_reference_is_30_characters_with_130_random_bits() -> None:
    assert re.fullmatch(r"NAU-[0-9A-HJKMNP-TV-Z]{26}", payment_reference())


def test_an_orders_number_is_three_groups_of_four() -> None:
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", order_number())


def test_references_do_not_repeat() -> None:
    assert len({payment_reference() for _ in range(2000)}) == 2000
    assert len({order_number() for _ in range(2000)}) == 2000


def test_every_letter_of_the_alphabet_is_used_about_equally_often() -> None:
    seen = Counter("".join(payment_reference()[4:] for _ in range(2000)))
    assert len(seen) == 32
    # 1625 each are expected; ten standard deviations (about 40) never happen by chance.
    assert all(1225 < times < 2025 for times in seen.values())
