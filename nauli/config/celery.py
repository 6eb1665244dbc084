"""The worker's application. It only carries bells: what is due is known by the database.

Every setting here follows from that: a task may be lost or run twice, and neither does harm.
"""

from __future__ import annotations

import logging
import os

import django
from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nauli.config.settings")
django.setup()
# Celery warns of what it dislikes (root, say) in lines of its own; every line of a log is JSON.
logging.captureWarnings(capture=True)

from django.conf import settings  # noqa: E402 - settings are read once Django is set up

app = Celery("nauli")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    accept_content=["json"],
    task_serializer="json",
    task_acks_late=True,
    task_ignore_result=True,
    task_default_queue="nauli",
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": settings.BELL_REPEAT_SECONDS,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
    },
)
app.set_default()
app.autodiscover_tasks(["nauli.payments", "nauli.refunds", "nauli.webhooks", "nauli.notifications"])


@setup_logging.connect
def _keep_our_logs(**_: object) -> None:
    """Stop Celery from replacing the logging that the settings have configured."""
