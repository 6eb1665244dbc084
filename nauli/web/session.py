"""Sessions of staff, as Django keeps them in the database."""

from __future__ import annotations

import re

from django.contrib.sessions.backends import db

_KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    """A cookie that names no session that there can be is none, and nothing is asked for it.

    Django asks for whatever it holds; what no column of the database can hold is an error there.
    """

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and _KEY.fullmatch(key) is not None
