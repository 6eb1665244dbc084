"""A QR code: as the squares that are dark, and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import segno

_FRAME = 4


def qr(text: str) -> Sequence[Sequence[bool]]:
    """Return the rows from the top; True is dark. The light frame around it is the caller's.

    A quarter of it may be unreadable, as on a page that was folded and carried in the rain.
    """
    # reportlab can write codes too, and loads half of itself for it.
    code = segno.make_qr(text, error="q", boost_error=False)
    return [[bool(dark) for dark in row] for row in code.matrix]


def qr_svg(text: str, *, title: str) -> bytes:
    """Return the code as a picture with its light frame, dark on light whatever the page's colours.

    Readers ask for four light squares on every side (ISO/IEC 18004).
    """
    rows = qr(text)
    side = len(rows) + 2 * _FRAME
    dark = "".join(
        f"M{column + _FRAME} {row + _FRAME}h1v1h-1z"
        for row, squares in enumerate(rows)
        for column, is_dark in enumerate(squares)
        if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"'
        f' shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{dark}"/></svg>\n'
    ).encode()
