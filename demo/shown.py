"""What the person sees of the tour."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console


class Shown:
    """What the person sees: a spinner while a step goes on, its time when it is done."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self.steps: list[dict[str, Any]] = []

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """Show a step; what is put into the list stands below its line when it is done."""
        details: list[str] = []
        began = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(title):
                yield details
        else:
            yield details
        seconds = time.monotonic() - began
        self.steps.append({"step": title, "seconds": round(seconds, 3)})
        self._console.print(f"[green]✓[/] {title} [dim]{seconds:6.2f} s[/]", soft_wrap=True)
        for detail in details:
            self._console.print(f"    {detail}", markup=False, soft_wrap=True)


def money(amount: str, currency: str) -> str:
    """Write "82500" as the customer's messages do: "UGX 82,500"."""
    whole, dot, decimals = amount.partition(".")
    return f"{currency} {int(whole):,}{dot}{decimals}"
