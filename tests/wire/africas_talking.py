"""The flow of the Python package africastalking, unmodified: only its base URLs are ours.

Reads one JSON object on stdin: base_url, api_key, and `steps`, a list of [name, call, arguments].
Prints one object: for each step what the client returned, or the error that it raised.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

import africastalking
from africastalking.Service import AfricasTalkingException


def main() -> None:
    told = json.load(sys.stdin)
    africastalking.initialize("sandbox", told["api_key"])
    # The package has no option for its address; these are the two attributes it reads it from.
    africastalking.SMS._baseUrl = f"{told['base_url']}/version1"
    africastalking.Application._baseUrl = f"{told['base_url']}/version1"
    calls = {
        "send": africastalking.SMS.send,
        "send_hashed": africastalking.SMS.send_hashed,
        "send_later": _send_with_callback,
        "user": africastalking.Application.fetch_application_data,
    }
    seen: dict[str, Any] = {}
    for name, call, arguments in told["steps"]:
        try:
            seen[name] = {"value": calls[call](**arguments)}
        except (AfricasTalkingException, ValueError) as error:
            seen[name] = {"error": type(error).__name__, "message": str(error)}
    json.dump(seen, sys.stdout)


def _send_with_callback(**arguments: object) -> list[object]:
    """Return what the client hands to a callback, which it calls in a thread of its own."""
    heard: list[object] = []

    def callback(error: Exception | None, answer: object) -> None:
        heard.extend([None if error is None else str(error), answer])

    thread: threading.Thread = africastalking.SMS.send(callback=callback, **arguments)
    thread.join()
    return heard


if __name__ == "__main__":
    main()
