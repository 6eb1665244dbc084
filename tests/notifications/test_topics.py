from __future__ import annotations

from nauli.notifications.topics import TOPICS


def test_topics_are_the_folders_of_templates() -> None:
    assert {"payment_failed", "payment_set_aside", "payment_succeeded"} <= set(TOPICS)
    assert all(topic.isidentifier() for topic in TOPICS)
