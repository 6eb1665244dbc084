"""What can go wrong before or beside the vendors' wires; their own refusals stand with them."""

from __future__ import annotations


class CannotStart(Exception):
    """The sandbox cannot start; the message is the sentence for the terminal."""


class ControlRefused(Exception):
    """A control call cannot be done. Answered as `{"error": sentence}`."""

    def __init__(self, sentence: str, *, status: int = 400) -> None:
        self.sentence = sentence
        self.status = status
        super().__init__(sentence)


class Closed(Exception):
    """A fault closes the connection without a word."""
