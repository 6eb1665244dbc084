"""Each planted breakage fits the code as it is now: one that does not proves nothing any more."""

from __future__ import annotations

import tomllib

from tests.tidy.sources import ROOT


def test_every_breakage_can_be_applied() -> None:
    text = (ROOT / "tests" / "planted" / "breakages.toml").read_text(encoding="utf-8")
    breakages = tomllib.loads(text)["breakage"]
    files = {one["file"]: (ROOT / one["file"]).read_text(encoding="utf-8") for one in breakages}
    assert len(breakages) > 50
    assert [one["name"] for one in breakages if files[one["file"]].count(one["old"]) != 1] == []
