"""Every page of the shop."""

from __future__ import annotations

from django.urls import path, register_converter

from nauli.web import (
    again,
    cancel,
    checkout,
    desk,
    fill,
    home,
    language,
    listing,
    order,
    papers,
    pay,
    product,
    staff,
)
from nauli.web.link import LinkConverter

register_converter(LinkConverter, "link")

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("stays/", home.stays, name="stays"),
    path("stays/<uuid:listing>/", listing.show, name="listing"),
    path("stays/<uuid:listing>/book/", checkout.stay, name="book"),
    path("goods/", home.goods, name="goods"),
    path("goods/<uuid:product>/", product.show, name="product"),
    path("cart/", fill.cart, name="cart"),
    path("checkout/", checkout.goods, name="checkout"),
    path("desk/", desk.desk, name="desk"),
    path("desk/login/", staff.log_in, name="log_in"),
    path("desk/logout/", staff.log_out, name="log_out"),
    path("language/<str:language>/", language.choose, name="language"),
    path("o/<link:link>/", order.show, name="order"),
    path("o/<link:link>/go/", order.go, name="go"),
    path("o/<link:link>/pay/", again.pay_again, name="pay"),
    path("o/<link:link>/cancel/", cancel.cancel, name="cancel"),
    path("pay/<uuid:payment>/", pay.show, name="payment"),
    path("pay/<uuid:payment>/return/", pay.show),
    path("pay/<uuid:payment>/return/<str:token>/", pay.came_back, name="came_back"),
    path("o/<link:link>/receipt/", papers.receipt, name="receipt"),
    path("o/<link:link>/receipt.pdf", papers.receipt_file, name="receipt_file"),
    path("o/<link:link>/voucher.pdf", papers.voucher, name="voucher"),
    path("o/<link:link>/voucher.svg", papers.code, name="code"),
    path("o/<link:link>/calendar.ics", papers.calendar, name="calendar"),
]
