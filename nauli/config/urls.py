"""Every address that the web process answers."""

from __future__ import annotations

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from nauli.api.door import api
from nauli.api.health import alive, ready
from nauli.web import errors, staff

admin.autodiscover()

urlpatterns = [
    path("api/", RedirectView.as_view(url="/api/docs")),
    path("favicon.ico", RedirectView.as_view(url=static("backoffice/icon.svg"))),
    path("healthz", alive),
    path("readyz", ready),
    path("api/", api.urls),
    path("", include("nauli.web.urls")),
    path("admin/login/", staff.back_office_log_in),
    path("admin/", admin.site.urls),
]

handler400, handler403 = errors.bad_request, errors.not_allowed
handler404, handler500 = errors.not_found, errors.failed
