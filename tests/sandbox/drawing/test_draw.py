from __future__ import annotations

import re

import pytest

from tests.sandbox.shop import Shop
from tests.sandbox.stand import Stand


@pytest.mark.parametrize("path", ["/", "/mail", "/book", "/sent", "/faults", "/about", "/lost"])
def test_page_runs_and_loads_nothing_but_files_of_ours(sandbox: Stand, path: str) -> None:
    answer = sandbox.ask("GET", path, headers={"Accept": "text/html"})
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>", answer.text)
    files = re.findall(r'(?:src|href)="(/face/[^"]+)"', answer.text)
    assert len(files) == 3
    for file in files:
        came = sandbox.ask("GET", file)
        assert came.status_code == 200
        assert "immutable" in came.headers["Cache-Control"]


def test_checkout_has_no_script_and_its_form_may_lead_to_the_merchant(shop: Shop) -> None:
    answer = shop.page(shop.open())
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "form-action" not in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
