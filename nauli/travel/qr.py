"""A QR code as the squares that are dark."""

from __future__ import annotations

from collections.abc import Sequence

import segno


def qr(text: str) -> Sequence[Sequence[bool]]:
    """Return the rows from the top; True is dark. The light frame around it is the caller's.

    A quarter of it may be unreadable, as on a page that was folded and carried in the rain.
    """
    # reportlab can write codes too, and loads half of itself for it.
    code = segno.make_qr(text, error="q", boost_error=False)
    return [[bool(dark) for dark in row] for row in code.matrix]
