"""Forms as a browser without JavaScript reads and sends them."""

from __future__ import annotations

from html.parser import HTMLParser


class Forms(HTMLParser):
    """The forms of a page by their addresses: what each would send if nobody typed anything."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.by_action: dict[str, dict[str, str]] = {}
        self.methods: dict[str, str] = {}
        self.radios: dict[str, list[str]] = {}
        self._fields: dict[str, str] | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = told.get("action", "")
            self.methods[action] = told.get("method", "get")
            self._fields = self.by_action.setdefault(action, {})
        elif self._fields is not None:
            self._take(tag, told)

    def _take(self, tag: str, told: dict[str, str]) -> None:
        fields, name = self._fields, told.get("name", "")
        if fields is None:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in told or self._select not in fields):
            fields[self._select] = told.get("value", "")
        elif tag == "input" and told.get("type") == "radio":
            self.radios.setdefault(name, []).append(told["value"])
            if "checked" in told:
                fields[name] = told["value"]
        elif (tag in {"input", "button"} and name) or tag == "textarea":
            fields[name] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
