"""Reads squares back by the standard's own rules, with none of the writer's code.

ISO/IEC 18004. What stands in the code is 17 capitals, digits and dashes: that is version 2 at the
level that survives a quarter of damage, 25 squares on a side and one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pypdf import PageObject

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_MASKS = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _: row % 2 == 0,
    lambda _, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)
_SIDE = 25
# Format information: 15 bits, of which the first five (two of the level, three of the mask) count.
_FORMAT_MASK = 0b101010000010010
_LEVEL_Q = 0b11


def read(rows: Sequence[Sequence[bool]]) -> str:
    """Return what the rows say, from the top; True is dark."""
    assert [len(row) for row in rows] == [_SIDE] * _SIDE
    level, mask = _format(rows)
    assert level == _LEVEL_Q
    bits = _bits(rows, mask)

    def number(size: int) -> int:
        return int("".join(str(next(bits)) for _ in range(size)), 2)

    assert number(4) == 0b0010  # letters and digits
    length = number(9)
    text = ""
    while len(text) + 2 <= length:
        pair = number(11)
        text += _LETTERS[pair // 45] + _LETTERS[pair % 45]
    return text + (_LETTERS[number(6)] if len(text) < length else "")


def of_page(page: PageObject) -> Sequence[Sequence[bool]]:
    """Return the rows of the one code that is drawn on a page, as a camera would see them."""
    drawn: set[tuple[float, float]] = set()

    def visit(operator: bytes, operands: Sequence[float], *_: object) -> None:
        if operator == b"re" and operands[2] == operands[3]:  # nothing else there is square
            drawn.add((float(operands[0]), float(operands[1])))

    page.extract_text(visitor_operand_before=visit)
    left, high = min(x for x, _ in drawn), max(y for _, y in drawn)
    side = (max(x for x, _ in drawn) - left) / (_SIDE - 1)
    dark = {(round((high - y) / side), round((x - left) / side)) for x, y in drawn}
    assert len(dark) == len(drawn)
    return [[(row, column) in dark for column in range(_SIDE)] for row in range(_SIDE)]


def of_svg(picture: bytes) -> Sequence[Sequence[bool]]:
    """Return the rows of a picture, whose frame of four light squares is left out."""
    text = picture.decode()
    sides = re.search(r'viewBox="0 0 (\d+) (\d+)"', text)
    assert sides
    side = int(sides[1]) - 8
    assert int(sides[2]) - 8 == side
    places = re.findall(r"M(\d+) (\d+)h1v1h-1z", text)
    dark = {(int(row) - 4, int(column) - 4) for column, row in places}
    assert all(0 <= row < side and 0 <= column < side for row, column in dark)
    return [[(row, column) in dark for column in range(side)] for row in range(side)]


def _format(rows: Sequence[Sequence[bool]]) -> tuple[int, int]:
    """Return level and mask, from beside the upper left corner."""
    places = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    places += [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    bits = 0
    for row, column in places:
        bits = bits << 1 | rows[row][column]
    return (bits ^ _FORMAT_MASK) >> 13, (bits ^ _FORMAT_MASK) >> 10 & 0b111


def _is_pattern(row: int, column: int) -> bool:
    """Say whether the square belongs to a corner, a timing line or the one alignment mark."""
    corner = (row < 9 and column < 9) or (row < 9 and column >= 17) or (row >= 17 and column < 9)
    return corner or 6 in {row, column} or (16 <= row <= 20 and 16 <= column <= 20)


def _bits(rows: Sequence[Sequence[bool]], mask: int) -> Iterator[int]:
    """Walk in pairs of columns from the right, up and down in turn."""
    upwards = True
    for right in (*range(24, 6, -2), 5, 3, 1):
        for row in range(_SIDE - 1, -1, -1) if upwards else range(_SIDE):
            for column in (right, right - 1):
                if not _is_pattern(row, column):
                    yield int(rows[row][column] ^ _MASKS[mask](row, column))
        upwards = not upwards
