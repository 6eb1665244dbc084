"""Every model of ours and its pages. Django finds this file by its name, for `config.urls`."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin import sites

from nauli.access.models import ApiKey
from nauli.backoffice.audit import LastAuditPages
from nauli.backoffice.books import ChangePages, EntryPages, TransferPages
from nauli.backoffice.cases import CasePages
from nauli.backoffice.doors import ApiKeyPages, EventPages, KeyPages, TallyPages
from nauli.backoffice.goods import CustomerPages, ProductPages
from nauli.backoffice.messages import MessagePages, ReceiptPages
from nauli.backoffice.orders import LinePages, OrderPages
from nauli.backoffice.payments import ExchangePages, PaymentPages
from nauli.backoffice.refunds import RefundPages
from nauli.backoffice.site import BackOffice
from nauli.backoffice.stays import (
    BookingPages,
    ClosurePages,
    ListingPages,
    NightPages,
    PolicyPages,
    ReviewPages,
)
from nauli.cases.models import Case
from nauli.catalog.models import Product
from nauli.customers.models import Customer
from nauli.desk.models import LastAudit
from nauli.idempotency.models import Key
from nauli.ledger.models import Entry, Transfer
from nauli.limits.models import Tally
from nauli.notifications.models import Message, Receipt
from nauli.orders.models import Line, Order
from nauli.payments.models import Exchange, Payment
from nauli.record.models import Change
from nauli.refunds.models import Refund
from nauli.travel.models import Booking, Closure, Listing, Night, Policy, Review
from nauli.webhooks.models import Event

site = BackOffice()
# Unfold has put its own site here; whoever registers or links from now on means ours.
admin.site = sites.site = site

for model, pages in (
    (ApiKey, ApiKeyPages),
    (Booking, BookingPages),
    (Case, CasePages),
    (Change, ChangePages),
    (Closure, ClosurePages),
    (Customer, CustomerPages),
    (Entry, EntryPages),
    (Event, EventPages),
    (Exchange, ExchangePages),
    (Key, KeyPages),
    (LastAudit, LastAuditPages),
    (Line, LinePages),
    (Listing, ListingPages),
    (Message, MessagePages),
    (Night, NightPages),
    (Order, OrderPages),
    (Payment, PaymentPages),
    (Policy, PolicyPages),
    (Product, ProductPages),
    (Receipt, ReceiptPages),
    (Refund, RefundPages),
    (Review, ReviewPages),
    (Tally, TallyPages),
    (Transfer, TransferPages),
):
    site.register(model, pages)
