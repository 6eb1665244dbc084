"""Rows to be looked at and not to be touched: whatever changes, changes through a verb."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from nauli.kit.phones import InvalidPhone, e164

Shown = TypeVar("Shown", bound=Callable[..., object])


def shown(
    heading: str, *, label: Mapping[str, str] | None = None, ordering: str = ""
) -> Callable[[Shown], Shown]:
    """Name a column; `label` maps its values to colours: info, success, warning, danger."""

    def name(column: Shown) -> Shown:
        named: Shown = display(
            description=heading, label=dict(label) if label else None, ordering=ordering or None
        )(column)
        return named

    return name


class _OnlyLook:
    """Staff may see everything, because one merchant owns all of it; nobody may change a thing."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 - Django's signature
        return bool(request.user.is_active and request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, *_: object) -> bool:
        return False

    def has_change_permission(self, *_: object) -> bool:
        return False

    def has_delete_permission(self, *_: object) -> bool:
        return False


class ReadOnly(_OnlyLook, ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """A list and a page per row."""

    actions = None
    list_per_page = 50
    # A second count of the whole table, on every filtered list, would tell nobody anything.
    show_full_result_count = False
    view_on_site = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search; a whole phone number is found in the form in which people there write it."""
        found: QuerySet[Any]
        found, repeats = super().get_search_results(request, queryset, search_term)
        with contextlib.suppress(InvalidPhone):
            phone = e164(search_term, country=settings.DEFAULT_COUNTRY)
            by_phone, again = super().get_search_results(request, queryset, phone)
            return found | by_phone, repeats or again
        return found, repeats


class Table(_OnlyLook, TabularInline):  # type: ignore[misc]  # unfold ships no types
    """Rows of another model on a row's page, each with a link to its own."""

    extra = 0
    can_delete = False
    show_change_link = True
    hide_title = True
    fields: Sequence[str] = ()

    def get_readonly_fields(self, *_: object) -> Sequence[str]:
        """Columns that are methods are found only among the read-only ones."""
        return self.fields
