"""Every address that the web process answers."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from nauli.api.door import api
from nauli.api.health import alive, ready

urlpatterns = [
    path("", RedirectView.as_view(url="/api/docs")),
    path("api/", RedirectView.as_view(url="/api/docs")),
    path("healthz", alive),
    path("readyz", ready),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
]
