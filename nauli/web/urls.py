"""Every page of the shop."""

from __future__ import annotations

from django.urls import path

from nauli.web import home, language, listing, pay

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("stays/", home.stays, name="stays"),
    path("stays/<uuid:listing>/", listing.show, name="listing"),
    path("goods/", home.goods, name="goods"),
    path("language/<str:language>/", language.choose, name="language"),
    path("pay/<uuid:payment>/", pay.show, name="payment"),
    path("pay/<uuid:payment>/return/", pay.came_back, name="came_back"),
]
