from __future__ import annotations

from tests.sandbox.stand import Stand


def test_it_says_where_to_point_a_client(sandbox: Stand) -> None:
    page = sandbox.ask("GET", "/about").text
    for path in ("chapa/v1", "momo", "africastalking"):
        assert f"<code>{sandbox.url}/{path}</code>" in page
    assert f"<code>{sandbox.smtp_port}</code>" in page
    assert f"{sandbox.receiver.url}/events" in page
