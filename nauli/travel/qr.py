"""A QR code as the squares that are dark."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel


def qr(text: str) -> Sequence[Sequence[bool]]:
    """Return the rows from the top; True is dark. The light frame around it is the caller's.

    A quarter of it may be unreadable, as on a page that was folded and carried in the rain.
    """
    code = QRCode(None, QRErrorCorrectLevel.Q)
    code.addData(text)
    code.make()
    return [[bool(dark) for dark in row] for row in code.modules]
