"""The door for the web server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nauli.config.settings")

application = get_wsgi_application()

# Bells are rung through the default Celery application, so that it must exist in this process.
import nauli.config.celery  # noqa: E402, F401
