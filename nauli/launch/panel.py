"""What a person reads when everything is up."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from nauli.launch.wanted import Wanted

_NO_KEY = "none: .venv/bin/python -m nauli keys create --name shop"


def show_panel(wanted: Wanted, demo: Mapping[str, object], *, seconds: float) -> None:
    rows = {
        "Shop": f"{wanted.base_url}/",
        "API": f"{wanted.base_url}/api/",
        "Its page": f"{wanted.base_url}/api/docs",
        "Staff": f"{wanted.base_url}/admin/",
        "Its accounts": ".venv/bin/python manage.py createsuperuser",
        "Sandbox": f"{wanted.sandbox_url}/",
        "Demo key": str(demo.get("api_key", "")) or _NO_KEY,
        "Data, logs": str(wanted.data),
        "Stop": "Ctrl-C",
    }
    if wanted.is_live:
        del rows["Sandbox"]
    table = Table.grid(padding=(0, 2))
    for name, text in rows.items():
        table.add_row(f"[bold]{name}", escape(text))
    # A key or a path that is broken over two lines cannot be copied.
    width = max(len(text) for text in rows.values()) + 20
    console = Console(highlight=False, soft_wrap=True)
    console.width = max(console.width if console.is_terminal else 0, width)
    console.print(Panel(table, title=f"Nauli is up ({seconds:.1f} s)", expand=False))
