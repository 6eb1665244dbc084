"""A real sandbox process and a real receiver, for the tests beside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import requests

SECRET = "a-test-secret"
CHAPA_SECRET = "another-test-secret"
API_USER = "11111111-1111-4111-8111-111111111111"
API_KEY = "0123456789abcdef0123456789abcdef"
SUBSCRIPTION = "fedcba9876543210fedcba9876543210"
SMS_KEY = "atsk_" + "0123456789abcdef" * 4
READY_SECONDS = 20.0  # most of it is for machines that do other things as well

Found = TypeVar("Found")
Json = Any  # what the tests look into, member by member


def eventually(look: Callable[[], Found | None], *, seconds: float = 10.0) -> Found:
    """Return the first true answer of `look`, or fail with the last one."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {found!r}"
        time.sleep(0.02)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


class Receiver:
    """Our side of the callbacks. `answers` are statuses by path, used up one by one, then 200."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: dict[str, list[int]] = {}
        heard, answers = self.heard, self.answers

        class Handler(BaseHTTPRequestHandler):
            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                heard.append(
                    Heard(
                        method=self.command,
                        path=self.path,
                        headers=dict(self.headers.items()),
                        body=body,
                        at=time.monotonic(),
                    )
                )
                waiting = answers.get(self.path, [])
                self.send_response(waiting.pop(0) if waiting else 200)
                self.send_header("Location", "/elsewhere")  # means something only with a 3xx
                self.end_headers()
                self.wfile.write(b"heard")

            do_GET = do_POST = _take  # noqa: N815 - names that http.server looks for
            do_PUT = _take  # noqa: N815

            def log_message(self, *args: object) -> None:
                """Say nothing: the tests look at what was heard."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def at(self, path: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.path == path]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Stand:
    """One sandbox process over one data folder; it can be killed and started again."""

    def __init__(self, folder: Path, receiver: Receiver, **environ: str) -> None:
        self.receiver = receiver
        self._folder = folder
        self._environ = {
            "MOMO_WEBHOOK_SECRET": f"{SECRET},an-older-one",
            "CHAPA_WEBHOOK_SECRET": f"{CHAPA_SECRET},an-older-one",
            "SANDBOX_CHAPA_WEBHOOK_URL": f"{receiver.url}/chapa",
            "SANDBOX_MOMO_EVENT_URL": f"{receiver.url}/events",
            "SANDBOX_SMS_RECEIPT_URL": f"{receiver.url}/receipts",
        } | environ
        self._http = requests.Session()
        self._http.trust_env = False
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "nauli_sandbox", "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--data", str(self._folder)],
            env=os.environ | self._environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "ready" in line, "the sandbox did not start"
        self.url = line.split()[2].removesuffix("/_sandbox/")
        self.smtp_port = int(line.rstrip(")\n").rpartition(":")[2])
        self._token = ""

    def kill(self) -> None:
        """Kill it like a power cut of the process: no handler runs."""
        self.process.kill()
        self._ended(-signal.SIGKILL)

    def stop(self) -> None:
        self.process.terminate()
        self._ended(0)

    def close(self) -> None:
        if self.process.poll() is None:
            self.stop()
        self._http.close()

    def ask(self, method: str, path: str, **how: Json) -> requests.Response:
        return self._http.request(method, self.url + path, timeout=30, **how)

    def see(self, path: str, **query: str) -> Json:
        answer = self.ask("GET", f"/_sandbox/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def tell(self, path: str, body: object = None) -> Json:
        answer = self.ask("POST", f"/_sandbox/{path}", json=body)
        assert answer.ok, answer.text
        return answer.json()

    def fault(self, on: str, do: str, **more: object) -> None:
        self.tell("faults", {"on": on, "do": do, **more})

    def token(self, *, key: str = API_KEY) -> requests.Response:
        return self.ask(
            "POST",
            "/momo/collection/token/",
            auth=(API_USER, key),
            headers={"Ocp-Apim-Subscription-Key": SUBSCRIPTION, "Content-Length": "0"},
        )

    def forget_token(self) -> None:
        self._token = ""

    def headers(self, **change: str | None) -> dict[str, str]:
        """Return right headers, without those that are changed to None."""
        if not self._token:
            self._token = self.token().json()["access_token"]
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Ocp-Apim-Subscription-Key": SUBSCRIPTION,
            "X-Target-Environment": "mtnuganda",
        } | {name.replace("_", "-"): value for name, value in change.items()}
        return {name: value for name, value in headers.items() if value is not None}

    def pay(
        self, reference: str = "", *, headers: Mapping[str, str | None] | None = None, **body: Json
    ) -> requests.Response:
        reference = reference or str(uuid.uuid4())
        wanted = {
            "amount": "2500",
            "currency": "UGX",
            "externalId": f"N-{reference[:8]}",
            "payer": {"partyIdType": "MSISDN", "partyId": "256772123456"},
            "payerMessage": "Two blankets",
            "payeeNote": "order",
        } | body
        return self.ask(
            "POST",
            "/momo/collection/v1_0/requesttopay",
            json=wanted,
            headers=self.headers(**{"X_Reference_Id": reference, **(headers or {})}),
        )

    def look(self, reference: str, **change: str | None) -> requests.Response:
        path = f"/momo/collection/v1_0/requesttopay/{reference}"
        return self.ask("GET", path, headers=self.headers(**change))

    def charge(self, reference: str) -> Json:
        """Return the one charge of this reference as the book has it, or None."""
        charges = self.see("book", reference=reference)["charges"]
        assert len(charges) <= 1
        return charges[0] if charges else None

    def callbacks(self, reference: str, state: str) -> list[Json]:
        """Return the callbacks of this charge if there are any and all are in this state."""
        found: list[Json] = self.charge(reference)["callbacks"]
        return found if all(callback["state"] == state for callback in found) else []

    def send(self, to: str, message: str = "Thank you", *, key: str = SMS_KEY) -> requests.Response:
        return self.ask(
            "POST",
            "/africastalking/version1/messaging",
            data={"username": "sandbox", "to": to, "message": message},
            headers={"apiKey": key, "Accept": "application/json"},
        )

    def _ended(self, code: int) -> None:
        assert self.process.wait(timeout=10) == code
        assert self.process.stdout is not None
        self.process.stdout.close()


def payer(number: str) -> dict[str, str]:
    return {"partyIdType": "MSISDN", "partyId": number}
