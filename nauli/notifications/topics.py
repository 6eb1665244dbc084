"""Of what customers are told: each topic has its templates, in a folder that bears its name."""

from __future__ import annotations

from pathlib import Path

_TEMPLATES = Path(__file__).parent / "templates" / "notifications"
TOPICS = tuple(sorted(path.name for path in _TEMPLATES.iterdir() if path.is_dir()))
