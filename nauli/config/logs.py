"""One structured line per event, on stderr, as JSON: request id, references, never a secret."""

from __future__ import annotations

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

from nauli.kit import caller

# A phone in full tells on a customer: of any longer run of digits only the last three are kept.
_PHONE = re.compile(r"(?<![\w-])\+?\d{6,12}(?=\d{3}(?![\w-]))")


def _add_caller(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if caller.request_id():
        event.setdefault("request_id", caller.request_id())
    event.setdefault("actor", caller.actor())
    return event


def mask_phones(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the last three digits of what looks like a phone number, in every text of the event."""
    for key, value in event.items():
        if isinstance(value, str) and key not in {"timestamp", "request_id"}:
            event[key] = _PHONE.sub("***", value)
    return event


_SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _add_caller,
    mask_phones,
]


def configure_logs(level: str) -> None:
    """Send the logs of Django, Celery and ourselves through the same processors."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.JSONRenderer(),
                    ],
                    "foreign_pre_chain": _SHARED,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # One line per request is written by api.requests, with more in it than Django's.
                "django.request": {"level": "CRITICAL"},
                "django.server": {"level": "WARNING"},
                "celery": {"level": "WARNING"},
                "kombu": {"level": "ERROR"},
            },
        }
    )
