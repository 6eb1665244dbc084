"""The API's own description: what ninja knows of it, and what holds for every route."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI, Schema, Swagger
from ninja.openapi.schema import OpenAPISchema

from nauli.api.problems import CONTENT_TYPE


class Problem(Schema):
    """Why a request was refused (RFC 9457). docs/problems.md lists every type."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    request_id: str | None = None


def needs_key(*, required: bool) -> dict[str, Any]:
    """Return what the document says of a route that takes an Idempotency-Key."""
    description = (
        "1 to 255 printable ASCII characters, new for each new intent; see docs/idempotency.md"
    )
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    header = {"in": "header", "name": "Idempotency-Key", "required": required}
    return {"parameters": [{**header, "description": description, "schema": schema}]}


def a_file(kind: str) -> dict[str, Any]:
    """Return what the document says of a route that answers with a file of this media type."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {"200": {"description": "The file", "content": content}}}


class OfflinePage(Swagger):
    """Ninja's page with the files that came with it: where ninja is no app, it asks a CDN."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **_: object) -> HttpResponse:
        self.settings["url"] = self.get_openapi_url(api, {})
        shown = {"swagger_settings": json.dumps(self.settings), "api": api, "add_csrf": False}
        return render(request, self.template, shown)


class DocumentedAPI(NinjaAPI):
    """Ninja's API whose document names each route by its first sentence, and its refusals."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:  # noqa: ANN401 - ninja's own
        """Return the document. Every route may answer with a problem."""
        document = super().get_openapi_schema(**options)
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
        refusal = {"description": "A problem", "content": {CONTENT_TYPE: reference}}
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = refusal
                said = operation.get("description", "")
                summary = said.partition(".")[0] or operation["summary"]
                # A summary is shown as it is; only descriptions are Markdown.
                operation["summary"] = summary.replace("`", "")
        return document
