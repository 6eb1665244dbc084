"""Every address that the web process answers."""

from __future__ import annotations

from django.contrib import admin
from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from nauli.api import plain
from nauli.api.door import api
from nauli.api.health import alive, ready
from nauli.web import pay

admin.autodiscover()

urlpatterns = [
    path("", RedirectView.as_view(url="/api/docs")),
    path("api/", RedirectView.as_view(url="/api/docs")),
    path("favicon.ico", RedirectView.as_view(url=static("backoffice/icon.svg"))),
    path("healthz", alive),
    path("readyz", ready),
    path("api/", api.urls),
    path("pay/<uuid:payment>/", pay.show),
    path("pay/<uuid:payment>/return/", pay.came_back),
    path("admin/", admin.site.urls),
]

handler400, handler403 = plain.bad_request, plain.not_allowed
handler404, handler500 = plain.not_found, plain.failed
