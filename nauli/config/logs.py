"""One structured line per event, on stderr, as JSON: request id, references, never a secret."""

from __future__ import annotations

import logging
import logging.config
from collections.abc import MutableMapping
from typing import Any

import structlog

from nauli.config.mask import mask_phones
from nauli.kit import caller


class OnlyTraces(logging.Filter):
    """Let only exceptions that nobody caught pass, and those without the address they came from.

    Django tells of every refusal with its path, and a path may hold a secret or a reference. The
    line that `api.requests` writes for each request names its route instead.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = "request_failed", ()
        return bool(record.exc_info)


def _add_caller(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if caller.request_id():
        event.setdefault("request_id", caller.request_id())
    event.setdefault("actor", caller.actor())
    return event


def _mask(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the last three digits of what looks like a phone number, wherever in the event it is."""
    for key, value in event.items():
        # What begins with an underscore is structlog's own and is not written.
        if not key.startswith("_"):
            event[key] = _masked(value)
    return event


def _masked(value: object) -> object:
    if isinstance(value, str):
        return mask_phones(value)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, dict):
        return {_masked(name): _masked(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(item) for item in value]
    # As the renderer would write it: an error's own text may name a number.
    return mask_phones(repr(value))


_SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _add_caller,
    _mask,
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
            "filters": {"only_traces": {"()": OnlyTraces}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "django.request": {"level": "ERROR", "filters": ["only_traces"]},
                "django.server": {"level": "WARNING"},
                "celery": {"level": "WARNING"},
                "kombu": {"level": "ERROR"},
            },
        }
    )
