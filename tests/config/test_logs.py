"""Everything here runs in a process of its own: logs are configured once per process."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

PHONE = "256772123456"

_PROGRAM = """
import logging
import structlog
from nauli.config.logs import configure_logs
from nauli.kit.caller import acting
configure_logs("INFO")
logger = structlog.get_logger("nauli.tests")
foreign = logging.getLogger("django.tests")
"""


def _lines(program: str) -> list[dict[str, Any]]:
    """Run it and return each line of its stderr, every one of which must be a JSON object."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM + program], capture_output=True, text=True, check=True
    )
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert all(isinstance(line, dict) for line in found)
    return found


def test_an_event_is_one_json_line_with_its_request_and_who_acted() -> None:
    (line,) = _lines("""
with acting(actor="key:shop", request_id="r-1"):
    logger.info("payment_succeeded", reference="NAU-1")
""")
    assert line["event"] == "payment_succeeded"
    assert (line["request_id"], line["actor"]) == ("r-1", "key:shop")
    assert (line["reference"], line["level"], line["logger"]) == ("NAU-1", "info", "nauli.tests")
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)


def test_without_a_request_there_is_no_request_id() -> None:
    (line,) = _lines('logger.info("schedule_started")')
    assert "request_id" not in line
    assert line["actor"] == "system"


def test_other_peoples_lines_have_the_same_form() -> None:
    (line,) = _lines("""
with acting(actor="worker", request_id="r-2"):
    foreign.warning("slow: %s", "query")
""")
    assert (line["event"], line["request_id"]) == ("slow: query", "r-2")


def test_no_line_holds_a_full_phone_number() -> None:
    lines = _lines(f"""
logger.info("to +{PHONE} and {PHONE}", phone="+{PHONE}", note="call (+{PHONE})!")
logger.info("structures", phones=["+{PHONE}"], payer={{"partyId": "{PHONE}"}}, both=("{PHONE}", 1))
logger.info("names", by_phone={{"+{PHONE}": "Amina"}})
foreign.warning("sent to %s", "+{PHONE}")
foreign.warning("sent to %(to)s", {{"to": "+{PHONE}"}})
try:
    raise ValueError("+{PHONE} is busy")
except ValueError as error:
    logger.exception("send_failed")
    logger.error("send_failed", error=error)
    foreign.exception("send failed")
    foreign.error("send failed for %s", error, exc_info=True)
""")
    assert len(lines) == 9
    for line in lines:
        assert "772123" not in json.dumps(line)
    assert lines[0]["phone"] == "***456"


def test_what_is_no_phone_number_stays_readable() -> None:
    (line,) = _lines("""
logger.info(
    "kept",
    payment="5f0c2b6e-1111-4222-8333-123456789012",
    reference="NAU-01234567890123456789012345",
    amount="UGX 25000",
    took_ms=12.5,
)
""")
    assert line["payment"] == "5f0c2b6e-1111-4222-8333-123456789012"
    assert line["reference"] == "NAU-01234567890123456789012345"
    assert (line["amount"], line["took_ms"]) == ("UGX 25000", 12.5)


def test_a_trace_is_in_the_line_that_tells_of_the_error() -> None:
    lines = _lines("""
try:
    1 / 0
except ZeroDivisionError:
    logger.exception("ours_failed")
    foreign.exception("theirs failed")
""")
    assert [line["event"] for line in lines] == ["ours_failed", "theirs failed"]
    assert all("ZeroDivisionError" in line["exception"] for line in lines)


def test_who_logged_before_the_logs_were_set_up_is_heard_too() -> None:
    (line,) = _lines("""
early = logging.getLogger("somebody.early")
configure_logs("INFO")
early.info("still here")
""")
    assert line["event"] == "still here"


def test_a_line_break_in_a_value_starts_no_new_line() -> None:
    (line,) = _lines(r"""logger.info("told", by='x\n{"event": "payment_succeeded"}')""")
    assert line["event"] == "told"


def test_a_request_id_that_a_client_made_of_a_phone_is_masked() -> None:
    (line,) = _lines(f"""
with acting(actor="anonymous", request_id="{PHONE}"):
    logger.info("request")
""")
    assert line["request_id"] == "***456"


def test_django_tells_of_exceptions_and_never_of_a_path() -> None:
    (line,) = _lines("""
django = logging.getLogger("django.request")
django.error("%s: %s", "Service Unavailable", "/api/webhooks/sms/the-secret/")
django.warning("Not Found: %s", "/api/payments/NAU-1/")
try:
    1 / 0
except ZeroDivisionError as error:
    info = (type(error), error, error.__traceback__)
    django.error("%s: %s", "Internal Server Error", "/api/webhooks/sms/the-secret/", exc_info=info)
""")
    assert line["event"] == "request_failed"
    assert "ZeroDivisionError" in line["exception"]
    assert "the-secret" not in json.dumps(line)
