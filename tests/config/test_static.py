from __future__ import annotations

import pytest
from django.test import Client

# A request looks after its connections, also where it asks the database nothing.
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "seconds"),
    [("/static/web/photos/osu-480.webp", 2_592_000), ("/static/web/nauli.css", 60)],
)
def test_pictures_are_kept_for_long_and_what_a_release_changes_is_not(
    client: Client, path: str, seconds: int
) -> None:
    answered = client.get(path)
    assert answered.status_code == 200
    assert answered["Cache-Control"] == f"max-age={seconds}, public"
    answered.close()
