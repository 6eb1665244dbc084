from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from nauli.orders.address import shortened
from nauli.web.cart import MOST_KINDS, keep_cart, read_cart, with_pieces, write_cart

_TEA, _HONEY = UUID(int=1), UUID(int=2)


def test_a_cart_is_read_as_it_was_written_in_its_order() -> None:
    cart = {_TEA: 3, _HONEY: 10_000}
    read = read_cart(write_cart(cart))
    assert list(read.items()) == list(cart.items())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~~~",
        f"{shortened(_TEA)}.0",
        f"{shortened(_TEA)}.-1",
        f"{shortened(_TEA)}.10001",
        f"{shortened(_TEA)}.999999",
        f"{shortened(_TEA)}.٣",
        f"{shortened(_TEA)}",
        f"{shortened(_TEA)}.1 OR 1=1",
        "A" * 21 + "B.1",  # another text for a number that has one
        "x" * 500,
    ],
)
def test_of_what_is_no_line_nothing_is_taken(text: str) -> None:
    assert read_cart(text) == {}
    assert read_cart(f"{text}~{shortened(_HONEY)}.2") == {_HONEY: 2}


def test_a_product_that_is_named_twice_counts_once() -> None:
    line = shortened(_TEA)
    assert read_cart(f"{line}.2~{line}.9") == {_TEA: 2}


def test_a_cart_is_bounded_however_it_came_to_be() -> None:
    full = {uuid4(): 1 for _ in range(MOST_KINDS)}
    assert len(read_cart(write_cart({**full, _TEA: 1}))) == MOST_KINDS
    assert with_pieces(full, _TEA, 1) == full
    assert with_pieces({}, _TEA, 20_000) == {_TEA: 10_000}
    assert with_pieces({_TEA: 2}, _TEA, 0) == {}
    assert len(write_cart(full)) < 3000  # a browser keeps 4096 bytes


def test_no_script_reads_it_and_live_it_goes_over_https_only(settings: Settings) -> None:
    for live in (False, True):
        settings.LIVE = live
        response = HttpResponse()
        keep_cart(response, {_TEA: 1})
        cookie = response.cookies["cart"]
        assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (
            True,
            "Lax",
            live,
        )


def test_of_an_empty_cart_nothing_is_kept() -> None:
    response = HttpResponse()
    keep_cart(response, {})
    assert response.cookies["cart"]["max-age"] == 0
