from __future__ import annotations

import http.client
import uuid
from urllib.parse import urlsplit

import pytest
import requests

from tests.sandbox.merchant import create_key, provision
from tests.sandbox.stand import SUBSCRIPTION, Stand


def _post(sandbox: Stand, path: str, headers: dict[str, str]) -> tuple[int, str]:
    """POST exactly these headers, which `requests` would not do, and no body."""
    line = http.client.HTTPConnection(urlsplit(sandbox.url).netloc, timeout=10)
    line.putrequest("POST", path)
    for name, value in headers.items():
        line.putheader(name, value)
    line.endheaders(b"0\r\n\r\n" if "Transfer-Encoding" in headers else None)
    answer = line.getresponse()
    told = answer.status, answer.getheader("Content-Type", "")
    line.close()
    return told


@pytest.mark.parametrize(
    "path",
    [
        "/momo/collection/token/",
        "/momo/disbursement/token/",
        f"/momo/v1_0/apiuser/{'1' * 8}-1111-4111-8111-{'1' * 12}/apikey",
        "/momo/collection/v1_0/requesttopay",
    ],
)
def test_post_without_a_length_is_411_and_a_page(sandbox: Stand, path: str) -> None:
    status, kind = _post(sandbox, path, {"Ocp-Apim-Subscription-Key": SUBSCRIPTION})
    assert (status, kind.partition(";")[0]) == (411, "text/html")


def test_chunks_are_refused_where_no_body_is_expected(sandbox: Stand) -> None:
    chunked = {"Transfer-Encoding": "chunked"}
    assert _post(sandbox, "/momo/collection/token/", chunked)[0] == 411
    headers = sandbox.headers(X_Reference_Id=str(uuid.uuid4())) | {
        "Content-Type": "application/json"
    }
    answer = _post(sandbox, "/momo/collection/v1_0/requesttopay", headers | chunked)
    assert answer[0] == 400  # an empty body is no JSON, but its chunks were taken


def test_length_of_zero_is_enough(sandbox: Stand) -> None:
    user, _ = provision(sandbox, SUBSCRIPTION)
    assert create_key(sandbox, user, SUBSCRIPTION).status_code == 201


@pytest.mark.parametrize(("do", "taken"), [("close_before", False), ("close_after", True)])
def test_connection_is_closed_without_a_word(sandbox: Stand, do: str, *, taken: bool) -> None:
    sandbox.headers()  # fetches the token
    sandbox.fault("momo.requesttopay", do)
    reference = str(uuid.uuid4())
    with pytest.raises(requests.ConnectionError):
        sandbox.pay(reference)
    assert (sandbox.charge(reference) is not None) is taken


def test_unknown_path_is_404_in_each_dialect(sandbox: Stand) -> None:
    for path, words in (
        ("/momo/remittance/token/", '"statusCode": 404'),
        ("/chapa/v1/charges", '"status": "failed"'),
        ("/africastalking/version1/voice", "Not Found"),
        ("/_sandbox/nothing", '"error"'),
    ):
        answer = sandbox.ask("GET", path)
        assert answer.status_code == 404
        assert words in answer.text
