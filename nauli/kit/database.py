"""What must be true about the database connection when we talk to somebody else."""

from __future__ import annotations

from django.db import connection
from django.db.models import DateTimeField, Func


class Moment(Func):
    """When a row is written, by the database's clock.

    `Now()` is when the statement began, which may have waited for the row since. Of two who write
    one row, the later writer has the later moment.
    """

    function = "CLOCK_TIMESTAMP"
    output_field = DateTimeField()


def give_back_connection() -> None:
    """Return a pooled connection, so that a thread which waits on a network keeps nobody waiting.

    Inside a transaction the connection stays: there it is somebody's who has not finished.
    """
    if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
        connection.close()
