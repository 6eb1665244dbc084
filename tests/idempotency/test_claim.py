from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now
from hypothesis import given
from hypothesis import strategies as st

from nauli.idempotency.claim import (
    LEASE,
    Held,
    KeyInUse,
    KeyMalformed,
    KeyMissing,
    KeyReused,
    answer,
    claim,
    read_key,
)
from nauli.idempotency.models import Key
from tests.factories import new_ticket
from tests.together import together

_printable = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255
)


def _quoted(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(_printable)
def test_any_printable_text_is_a_key_when_it_is_quoted(key: str) -> None:
    assert read_key(_quoted(key)) == key


@given(_printable)
def test_a_bare_key_and_the_quoted_one_are_the_same(key: str) -> None:
    try:
        bare = read_key(key)
    except KeyMalformed:
        assert set(key) & set(' ",\\')
        return
    assert bare == read_key(_quoted(key)) or key.startswith('"')


@given(st.text(min_size=1))
def test_any_header_is_a_key_or_malformed(header: str) -> None:
    try:
        key = read_key(header)
    except KeyMalformed:
        return
    assert 0 < len(key) <= 255
    assert key.isascii()
    assert key.isprintable()


def test_without_a_key_there_is_nothing_to_remember_by() -> None:
    with pytest.raises(KeyMissing) as refusal:
        read_key(None)
    assert refusal.value.field == "Idempotency-Key"


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("k", "k"),
        ('"k"', "k"),
        ('"a b"', "a b"),
        ('"a,b"', "a,b"),
        (r'"a\"b"', 'a"b'),
        (r'"a\\b"', "a\\b"),
        ("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        ("k" * 255, "k" * 255),
        ('"' + "k" * 255 + '"', "k" * 255),
        ('"' + r"\"" * 255 + '"', '"' * 255),
    ],
)
def test_both_forms_are_read(header: str, key: str) -> None:
    assert read_key(header) == key


@pytest.mark.parametrize(
    "header",
    [
        "",
        '""',
        "k1,k2",
        "k1,",
        ",",
        '"k1","k2"',
        '"k1", "k2"',
        " ",
        "a b",
        " k",
        "k\n",
        '"k',
        'k"',
        '"a"b"',
        r'"a\b"',
        '"k\\"',
        r"a\b",
        "ключ",
        '"ключ"',
        "k\x00",
        "k\x7f",
        '"k\t"',
        "k" * 256,
        '"' + "k" * 256 + '"',
    ],
)
def test_what_is_no_key_is_malformed(header: str) -> None:
    with pytest.raises(KeyMalformed):
        read_key(header)


@pytest.mark.parametrize("header", ["k1,k2", "k1,", '"k1","k2"'])
def test_two_headers_are_told_apart_from_other_mistakes(header: str) -> None:
    with pytest.raises(KeyMalformed, match="a comma, as two headers do: send one"):
        read_key(header)


@pytest.mark.django_db
def test_the_first_one_works_and_the_second_gets_its_answer_byte_for_byte() -> None:
    ticket = new_ticket()
    held = claim(ticket, subject="payment-1")
    assert (held.fresh, held.status, held.subject) == (True, None, "payment-1")
    answer(held, status=201, body=b'{"total":"12.50"} \xc3\xa9', location="/api/payments/1/")
    again = claim(ticket, subject="payment-2")
    assert again == Held(
        number=held.number,
        fresh=False,
        status=201,
        body=b'{"total":"12.50"} \xc3\xa9',
        location="/api/payments/1/",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("answered", [True, False])
def test_another_request_under_the_same_key_is_refused(*, answered: bool) -> None:
    held = claim(new_ticket("k"))
    if answered:
        answer(held, status=201, body=b"{}")
    with pytest.raises(KeyReused):
        claim(new_ticket("k", fingerprint="f" * 64))
    assert Key.objects.get().status == (201 if answered else None)


@pytest.mark.django_db
def test_while_the_first_is_at_work_the_second_is_told_when_to_come_back() -> None:
    ticket = new_ticket()
    claim(ticket)
    with pytest.raises(KeyInUse) as refusal:
        claim(ticket)
    assert refusal.value.extra == {"retry_after": 1}


@pytest.mark.django_db
def test_a_key_belongs_to_the_one_who_uses_it() -> None:
    mine = claim(new_ticket("k", scope=1))
    answer(mine, status=201, body=b"mine")
    theirs = claim(new_ticket("k", scope=2))
    assert (theirs.fresh, theirs.body) == (True, b"")


@pytest.mark.django_db
def test_keys_differ_by_case() -> None:
    assert claim(new_ticket("k")).fresh
    assert claim(new_ticket("K")).fresh


@pytest.mark.django_db
def test_the_first_answer_stays() -> None:
    ticket = new_ticket()
    held = claim(ticket)
    answer(held, status=201, body=b"first", location="/1/")
    answer(held, status=500, body=b"second", location="/2/")
    again = claim(ticket)
    assert (again.status, again.body, again.location) == (201, b"first", "/1/")


@pytest.mark.django_db
def test_when_the_lease_has_ended_a_retry_continues_where_the_first_stopped() -> None:
    ticket = new_ticket()
    first = claim(ticket, subject="payment-1")
    Key.objects.update(lease_until=Now() - timedelta(seconds=1))
    second = claim(ticket, subject="payment-2")
    assert second == Held(number=first.number, fresh=False, subject="payment-1")
    with pytest.raises(KeyInUse):  # it is the second one's now
        claim(ticket)


@pytest.mark.django_db
def test_a_lease_lasts_half_a_minute() -> None:
    claim(new_ticket())
    assert timedelta(seconds=30) == LEASE
    assert Key.objects.filter(lease_until__gt=Now() + LEASE - timedelta(seconds=5)).exists()
    assert not Key.objects.filter(lease_until__gt=Now() + LEASE).exists()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_leaves_no_key_behind() -> None:
    ticket = new_ticket()
    with transaction.atomic():
        claim(ticket)
        transaction.set_rollback(True)
    assert not Key.objects.exists()
    assert claim(ticket).fresh


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_key() -> None:
    ticket = new_ticket()

    def take() -> Held:
        with transaction.atomic():
            return claim(ticket)

    came = together([take] * 16)
    assert len([held for held in came if isinstance(held, Held) and held.fresh]) == 1
    assert len([held for held in came if isinstance(held, KeyInUse)]) == 15
    assert Key.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_for_the_firsts_answer() -> None:
    ticket = new_ticket()

    def work() -> Held:
        with transaction.atomic():
            held = claim(ticket)
            if held.status is None:
                answer(held, status=201, body=b"the answer")
            return held

    came = together([work] * 8)
    assert len([held for held in came if isinstance(held, Held) and held.fresh]) == 1
    replayed = [held for held in came if isinstance(held, Held) and held.body == b"the answer"]
    assert len(replayed) == 7


@pytest.mark.django_db(transaction=True)
def test_of_many_who_find_the_lease_ended_one_continues() -> None:
    ticket = new_ticket()
    claim(ticket, subject="payment-1")
    Key.objects.update(lease_until=Now() - timedelta(seconds=1))

    def take() -> Held:
        with transaction.atomic():
            return claim(ticket)

    came = together([take] * 8)
    assert [held.subject for held in came if isinstance(held, Held)] == ["payment-1"]
    assert len([held for held in came if isinstance(held, KeyInUse)]) == 7
