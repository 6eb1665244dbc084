"""How long browsers may keep what we serve from our own files."""

from __future__ import annotations

from collections.abc import MutableMapping

_A_MONTH = 30 * 24 * 3600


def keep_pictures(headers: MutableMapping[str, str], _: str, url: str) -> None:
    """Have pictures kept for a month. The rest is asked for again after a minute, WhiteNoise's own.

    Pictures are the heaviest of all and hardly ever change; styles change with every release, and
    their address does not.
    """
    if "/web/photos/" in url:
        headers["Cache-Control"] = f"max-age={_A_MONTH}, public"
