"""Carry one delivery to its address and write down what was answered."""

from __future__ import annotations

import aiohttp

from nauli_sandbox.addresses import address
from nauli_sandbox.book import Row
from nauli_sandbox.chapa.sign import signatures
from nauli_sandbox.deliveries import Attempt, finish
from nauli_sandbox.momo.sign import sign
from nauli_sandbox.options import Options
from nauli_sandbox.sandbox import Sandbox
from nauli_sandbox.settings import read_settings

# MTN's pages speak of 2 s; a machine that runs a whole installation beside us may need more.
_PATIENCE = aiohttp.ClientTimeout(total=5)
_ANSWER_BYTES = 2000  # enough to see what was answered


async def carry(sandbox: Sandbox, session: aiohttp.ClientSession, row: Row) -> None:
    """Send it once. What was not heard is written down and comes again later."""
    status, answer, error = None, "", ""
    headers: dict[str, str] = {}
    try:
        headers = _headers(sandbox, row)
        async with session.request(
            row["method"],
            row["url"] or address(sandbox.options, row["point"]),
            data=row["body"].encode(),
            headers=headers,
            allow_redirects=False,
            timeout=_PATIENCE,
        ) as response:
            status = response.status
            answer = (await response.content.read(_ANSWER_BYTES)).decode("utf-8", "replace")
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as broken:
        # The class alone: the words of some of these errors contain the address.
        status, error = None, type(broken).__name__
    finish(
        sandbox.book,
        row,
        Attempt(status=status, answer=answer, error=error, headers=headers),
        # Chapa's callback comes once: no source says that it is repeated.
        retries=[] if row["point"] == "chapa.callback" else _pauses(sandbox),
    )
    sandbox.carried.set()


def _pauses(sandbox: Sandbox) -> list[float]:
    return list(read_settings(sandbox.book).retry_seconds)


def _headers(sandbox: Sandbox, row: Row) -> dict[str, str]:
    if row["point"] == "momo.callback":  # as recorded from MTN's sandbox
        return {
            "User-Agent": "LWAC Http Client 1.0",
            "Content-Type": "application/json; charset=utf-8",
        }
    if row["point"] == "sms.receipt":
        return {"Content-Type": "application/x-www-form-urlencoded"}
    # Signed when it leaves, so that a secret changed by a restart counts for what still waits.
    return {"Content-Type": "application/json"} | _signatures(sandbox.options, row)


def _signatures(options: Options, row: Row) -> dict[str, str]:
    body = row["body"].encode()
    if row["point"] == "momo.event":
        return {"X-Momo-Signature": sign(options.momo_webhook_secrets, body)}
    if row["point"] == "chapa.webhook":
        return signatures(options.chapa_webhook_secrets, body)
    return {}
