"""What the API says of itself in its OpenAPI document, ready to be called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nauli.api.door import api

# Something of the right form for every parameter in a path; nothing of the name exists.
_PARTS = {
    "case": "999999",
    "closure": "999999",
    "customer": "999999",
    "number": "999999",
    "reference": "NAU-NOBODY",
    "secret": "not-the-secret",
}
_A_UUID = str(UUID(int=1, version=4))


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str  # with {parameters}
    operation: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: _PARTS.get(found[1], _A_UUID), self.path)

    @property
    def takes_json(self) -> bool:
        return "requestBody" in self.operation

    @property
    def needs_a_key(self) -> bool:
        return bool(self.operation.get("security"))


def routes() -> list[Route]:
    document = api.get_openapi_schema()
    return [
        Route(method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
