"""Whether the database can be trusted with money: version, migrations, guards, disk, clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db import Error as DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import NotSupportedError

from nauli.access import keys
from nauli.desk.overdue import overdue_seconds
from nauli.kit.clock import now
from nauli.kit.findings import Finding, ok, warning, wrong

# The demo's key as .env.example gives it, so known to everybody.
PUBLISHED_KEY = "nauli_demo_only_for_this_machine"
# What keeps the books and what was agreed from being rewritten, whoever asks.
GUARDS = frozenset(
    {
        "a_transfer_balances",
        "an_entry_balances",
        "ledger_entry_is_never_emptied",
        "ledger_entry_only_grows",
        "ledger_transfer_is_never_emptied",
        "ledger_transfer_only_grows",
        "orders_line_is_never_emptied",
        "orders_line_only_grows",
        "orders_order_keeps_its_value",
        "payments_payment_keeps_its_value",
        "record_change_is_never_emptied",
        "record_change_only_grows",
        "refunds_refund_keeps_its_value",
        "travel_booking_keeps_its_value",
        "travel_listing_keeps_its_nights",
        "travel_night_is_to_be_had",
        "travel_night_keeps_its_value",
        "travel_policy_keeps_its_value",
        "travel_review_keeps_its_value",
    }
)

_LEAST_VERSION = 15
_MOST_SKEW_SECONDS = 5
_LATE_SECONDS, _STUCK_SECONDS = 60, 600
_CONNECT_SECONDS, _STATEMENT_MS = 4, 3000
_DURABLE = {"on", "local", "remote_write", "remote_apply"}


def check_database() -> Iterator[Finding]:
    try:
        with _patient_connection():
            yield from _look()
    except NotSupportedError:
        yield _too_old("this PostgreSQL")
    except DatabaseError as error:
        # psycopg's text names host, user and database, never the password.
        yield wrong(
            f"the database does not serve us: {str(error).splitlines()[0]}",
            "See DATABASE_URL, whether the server runs, and the user's password and rights.",
        )


@contextmanager
def _patient_connection() -> Iterator[None]:
    """Let this thread's questions go over a connection of their own that waits for nothing long."""
    usual = connections[DEFAULT_DB_ALIAS]
    options = {**usual.settings_dict["OPTIONS"]}
    options.pop("pool", None)
    options["connect_timeout"] = _CONNECT_SECONDS
    options["options"] = f"{options.get('options', '')} -c statement_timeout={_STATEMENT_MS}"
    told = {**usual.settings_dict, "OPTIONS": options}
    connections[DEFAULT_DB_ALIAS] = type(usual)(told, DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connection.close()
        connections[DEFAULT_DB_ALIAS] = usual


def _look() -> Iterator[Finding]:
    facts = _facts()
    yield from _server(facts)
    yield from _clock(facts)
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield wrong(f"{missing} migrations are missing", "Run: python manage.py migrate")
        return
    yield ok("all migrations are applied")
    yield from _guards()
    yield from _role()
    yield from _published_key()
    yield from _overdue()


class _Facts(NamedTuple):
    before: datetime
    after: datetime
    database: datetime
    fsync: str
    synchronous_commit: str
    is_standby: bool
    is_superuser: bool
    version: int


def _facts() -> _Facts:
    before = now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp(), current_setting('fsync'),"
            " current_setting('synchronous_commit'), pg_is_in_recovery(),"
            " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
            " current_setting('server_version_num')::int / 10000"
        )
        row = cursor.fetchone()
    return _Facts(before, now(), *row)


def _server(facts: _Facts) -> Iterator[Finding]:
    mark = wrong if settings.LIVE else warning
    if facts.version < _LEAST_VERSION:
        yield _too_old(f"PostgreSQL {facts.version}")
    else:
        yield ok(f"PostgreSQL {facts.version} answers")
    if facts.is_standby:
        yield wrong("this server is a standby and takes no writes", "Name the primary server.")
    if facts.fsync != "on" or facts.synchronous_commit not in _DURABLE:
        yield mark(
            "what is committed may be lost when the server's power fails",
            "Set fsync and synchronous_commit to on in PostgreSQL.",
        )
    if facts.is_superuser:
        yield mark(
            "we are a superuser there, and could switch off what guards the books",
            "Make a role of its own for Nauli: see docs/going-live.md.",
        )


def _too_old(version: str) -> Finding:
    return wrong(f"{version} is too old", f"Use PostgreSQL {_LEAST_VERSION} or later.")


def _clock(facts: _Facts) -> Iterator[Finding]:
    middle = facts.before + (facts.after - facts.before) / 2
    seconds = (middle - facts.database).total_seconds()
    if abs(seconds) > _MOST_SKEW_SECONDS:
        way = "ahead of" if seconds > 0 else "behind"
        yield warning(
            f"this machine's clock is {abs(seconds):.0f} s {way} the database's",
            "Let a time service (chrony, systemd-timesyncd) set both clocks.",
        )


def _guards() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        # 'O' and 'A' fire in ordinary sessions; a disabled one ('D') is as good as none.
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            " AND pg_table_is_visible(tgrelid)"
        )
        missing = GUARDS - {name for (name,) in cursor.fetchall()}
    if missing:
        yield wrong(
            f"guards of the books are missing or switched off: {', '.join(sorted(missing))}",
            "Find out who did that and what was changed since; make them again as the migrations"
            " of ledger, record, orders, payments, refunds and travel do.",
        )
    else:
        yield ok(f"all {len(GUARDS)} guards of the books stand")


def _role() -> Iterator[Finding]:
    """The triggers forbid it to everybody; a role that lacks the right cannot even try."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('ledger_entry', 'UPDATE, DELETE')")
        may_rewrite = cursor.fetchone()[0]
    if settings.LIVE and may_rewrite:
        yield warning(
            "our role may change the books, and only their guards keep it from that",
            "Give Nauli a role without UPDATE and DELETE there: see docs/going-live.md.",
        )


def _published_key() -> Iterator[Finding]:
    if settings.LIVE and (row := keys.find(PUBLISHED_KEY)):
        yield wrong(
            "the demo's API key, which everybody knows, opens this installation",
            f"Revoke it: nauli keys revoke {row.pk}",
        )


def _overdue() -> Iterator[Finding]:
    seconds = overdue_seconds()
    mend = "See whether `nauli schedule` and the workers run, and what they log."
    if seconds > _STUCK_SECONDS:
        yield wrong(f"due work has waited for {seconds} s", mend)
    elif seconds > _LATE_SECONDS:
        yield warning(f"due work has waited for {seconds} s", mend)
    else:
        yield ok("no due work is late")
