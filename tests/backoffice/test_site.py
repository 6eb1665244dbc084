from __future__ import annotations

import re

from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import reverse

from nauli.backoffice.site import BackOffice


def test_it_is_the_site_that_is_served() -> None:
    assert isinstance(admin.site, BackOffice)


def test_pages_that_could_change_something_are_left_out() -> None:
    site = BackOffice("another")
    site.register(User, admin.ModelAdmin)
    site.register(User)
    assert not site.is_registered(User)


def test_the_side_bar_leads_to_pages_that_exist(staff: Client) -> None:
    page = staff.get(reverse("admin:index")).content.decode()
    links = set(re.findall(r'href="(/admin/[a-z/]*)"', page))
    assert len(links) > 12
    for link in links - {reverse("admin:logout")}:
        assert staff.get(link).status_code == 200, link


@override_settings(MERCHANT_NAME="Mama Rose & Sons", LIVE=True)
def test_it_bears_the_merchants_name_and_says_whether_money_is_real(staff: Client) -> None:
    page = staff.get(reverse("admin:index")).content.decode()
    assert "Mama Rose &amp; Sons" in page
    assert "live" in page
    assert "test mode" not in page


def test_it_works_without_the_outside_world(staff: Client) -> None:
    page = staff.get(reverse("admin:index")).content.decode()
    files = re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', page)
    assert len(files) > 5
    for file in files:
        assert file.startswith("/static/"), file
        answer = staff.get(file)
        answer.close()  # it holds the file open
        assert answer.status_code == 200, file
