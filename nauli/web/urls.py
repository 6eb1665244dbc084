"""Every page of the shop."""

from __future__ import annotations

from django.urls import path, register_converter

from nauli.web import home, language, listing, papers, pay
from nauli.web.link import LinkConverter

register_converter(LinkConverter, "link")

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("stays/", home.stays, name="stays"),
    path("stays/<uuid:listing>/", listing.show, name="listing"),
    path("goods/", home.goods, name="goods"),
    path("language/<str:language>/", language.choose, name="language"),
    path("pay/<uuid:payment>/", pay.show, name="payment"),
    path("pay/<uuid:payment>/return/", pay.came_back, name="came_back"),
    path("o/<link:link>/receipt/", papers.receipt, name="receipt"),
    path("o/<link:link>/receipt.pdf", papers.receipt_file, name="receipt_file"),
    path("o/<link:link>/voucher.pdf", papers.voucher, name="voucher"),
    path("o/<link:link>/voucher.svg", papers.code, name="code"),
    path("o/<link:link>/calendar.ics", papers.calendar, name="calendar"),
]
