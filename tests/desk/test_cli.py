"""The `nauli` command, on the test's database; where a start is what counts, as a process."""

from __future__ import annotations

import os

import pytest

from nauli.access import keys
from nauli.access.models import ApiKey
from nauli.access.scopes import Scope
from tests.door import Door
from tests.processes import environment, run_nauli, start_nauli


@pytest.mark.parametrize(
    "arguments", [["--help"], ["keys", "--help"], ["keys", "create", "--help"]]
)
def test_help_needs_no_settings(arguments: list[str]) -> None:
    done = start_nauli(*arguments, env={"PATH": os.environ["PATH"]})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: nauli")


@pytest.mark.django_db(transaction=True)
def test_a_key_is_made_used_listed_and_revoked() -> None:
    made = start_nauli("keys", "create", "--name", "shop", env=environment())
    assert made.returncode == 0, made.stderr
    secret = made.stdout.strip()
    row = ApiKey.objects.get()
    assert f"Key {row.pk} for shop" in made.stderr
    assert secret not in made.stderr
    assert set(Scope) - set(row.scopes) == {Scope.PRODUCTS, Scope.LISTINGS}
    assert Door(secret).get("/api/products/").status_code == 200

    listed = run_nauli("keys", "list")
    assert "shop" in listed.stdout
    assert f"made {row.created_at:%Y-%m-%d %H:%M}, live" in listed.stdout
    assert secret not in listed.stdout

    revoked = run_nauli("keys", "revoke", str(row.pk))
    assert revoked.stdout == f"Key {row.pk} (shop) is revoked.\n"
    assert Door(secret).get("/api/products/").status_code == 401
    assert "revoked" in run_nauli("keys", "list").stdout


@pytest.mark.django_db(transaction=True)
def test_a_key_gets_the_scopes_that_are_named() -> None:
    run_nauli("keys", "create", "--name", "x", "--scope", "read", "--scope", "products:write")
    assert ApiKey.objects.get().scopes == ["products:write", "read"]


@pytest.mark.django_db(transaction=True)
def test_a_mistake_is_one_sentence_and_changes_nothing() -> None:
    keys.create("shop", scopes=[Scope.READ])
    done = run_nauli("keys", "revoke", "12345")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "There is no live API key with this number.\n"
    assert run_nauli("keys", "create", "--name", "x", "--scope", "all").returncode == 2
    assert run_nauli().returncode == 2
    assert ApiKey.objects.filter(revoked_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_name_that_is_too_long_is_one_sentence() -> None:
    done = run_nauli("keys", "create", "--name", "x" * 81)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("pool", ["0", "8"])
def test_a_database_that_does_not_answer_is_one_sentence(free_port: int, pool: str) -> None:
    url = f"postgresql://nauli:secret-word@127.0.0.1:{free_port}/nauli"
    done = start_nauli(
        "keys", "list", env={**os.environ, "DATABASE_URL": url, "DATABASE_POOL_SIZE": pool}
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "refused" in done.stderr  # the reason itself, and not that a pool grew tired of it
    assert "secret-word" not in done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_wrong_setting_is_one_sentence() -> None:
    done = start_nauli("keys", "list", env=environment(SCHEDULE_INTERVAL_MS="soon"))
    assert done.returncode == 1
    assert done.stderr == "SCHEDULE_INTERVAL_MS is 'soon': give a whole number of at least 10.\n"
