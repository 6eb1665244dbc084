from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from dotenv import dotenv_values

from nauli.config import env
from nauli.launch.up import _write_settings
from nauli.launch.wanted import Wanted, environment_of_ours
from tests.processes import environment


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("A_SETTING", "A_SETTING_FILE"):
        monkeypatch.delenv(name, raising=False)


def test_a_value_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.text("A_SETTING", "default") == "default"
    monkeypatch.setenv("A_SETTING", " value ")
    assert env.text("A_SETTING", "default") == "value"


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SETTING", "  ")
    assert env.text("A_SETTING", "default") == "default"


def test_a_value_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("A_SETTING_FILE", str(tmp_path / "secret"))
    assert env.text("A_SETTING") == "from a file"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xfa"])
def test_a_file_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    monkeypatch.setenv("A_SETTING_FILE", str(tmp_path / "secret"))
    with pytest.raises(env.SettingError, match=r"A_SETTING_FILE names .*, which cannot be read \("):
        env.text("A_SETTING")


def test_a_value_and_a_file_at_once_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("A_SETTING", "a")
    monkeypatch.setenv("A_SETTING_FILE", str(tmp_path))
    with pytest.raises(
        env.SettingError, match="A_SETTING is set, and so is A_SETTING_FILE: keep one"
    ):
        env.text("A_SETTING")


def test_what_is_required_says_why() -> None:
    with pytest.raises(env.SettingError, match=r"^A_SETTING is not set\. Because"):
        env.required("A_SETTING", "Because.")


def test_every_name_that_was_asked_for_is_known() -> None:
    env.text("A_SETTING")
    assert "A_SETTING" in env.NAMES
    env.NAMES.discard("A_SETTING")


@pytest.mark.parametrize(("text", "found"), [("", []), ("a", ["a"]), (" a, ,b ,", ["a", "b"])])
def test_words_are_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, text: str, found: list[str]
) -> None:
    monkeypatch.setenv("A_SETTING", text)
    assert env.words("A_SETTING") == found


def test_networks_are_read_and_an_address_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.networks("A_SETTING") == []
    monkeypatch.setenv("A_SETTING", "127.0.0.1, 10.1.0.0/16, 2001:db8::/32")
    assert [str(one) for one in env.networks("A_SETTING")] == [
        "127.0.0.1/32",
        "10.1.0.0/16",
        "2001:db8::/32",
    ]


@pytest.mark.parametrize("text", ["proxy.internal", "10.1.0.7/16", "10.1", "127.0.0.1 10.0.0.1"])
def test_what_is_no_network_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("A_SETTING", text)
    with pytest.raises(env.SettingError, match="A_SETTING names no network"):
        env.networks("A_SETTING")


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "0", "²", "1 000"])
def test_what_is_no_whole_number_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("A_SETTING", text)
    with pytest.raises(env.SettingError, match="A_SETTING"):
        env.whole("A_SETTING", 7, least=1)


def test_whole_numbers_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.whole("A_SETTING", 7) == 7
    monkeypatch.setenv("A_SETTING", "12")
    assert env.whole("A_SETTING", 7) == 12


@pytest.mark.parametrize(("text", "on"), [("1", True), ("0", False), ("", False)])
def test_flags_are_read(monkeypatch: pytest.MonkeyPatch, text: str, *, on: bool) -> None:
    monkeypatch.setenv("A_SETTING", text)
    assert env.flag("A_SETTING") is on


@pytest.mark.parametrize("text", ["yes", "true", "on", "2", "maybe"])
def test_what_only_looks_like_a_flag_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("A_SETTING", text)
    with pytest.raises(env.SettingError, match=f"A_SETTING is '{text}': give 1 or 0"):
        env.flag("A_SETTING")


def test_a_word_that_is_none_of_the_choices_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SETTING", "maybe")
    with pytest.raises(env.SettingError, match="A_SETTING is 'maybe': give one of test, live"):
        env.choice("A_SETTING", "test", ("test", "live"))


# --- .env, and what a running `make up` has left --------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, so that a .env may stand in its root."""
    shutil.copytree(
        env.ROOT / "nauli", tmp_path / "nauli", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("manage.py", ".env.example"):
        shutil.copy(env.ROOT / name, tmp_path / name)
    return tmp_path


def _make_up(project: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Leave the settings that `make up` leaves for other terminals; return all that it filled."""
    data = project / "var"
    data.mkdir()
    wanted = Wanted(given=given, port=8000, sandbox_port=8001, data=data)
    url = environment()["DATABASE_URL"]
    filled = environment_of_ours(wanted, database_url=url, broker_url="redis://localhost:6379/0")
    _write_settings(wanted, filled)
    return filled


def _run(project: Path, *arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={"PATH": os.environ["PATH"], **told},
        capture_output=True,
        text=True,
        check=False,
    )


def _settings(project: Path, *names: str, **told: str) -> list[str]:
    code = f"import nauli.config.settings as s; print(*[getattr(s, n) for n in {names}], sep='\\n')"
    done = _run(project, "-c", code, **told)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("was_there_before", [False, True])
def test_commands_work_beside_make_up_with_the_example_as_it_is(
    project: Path, *, was_there_before: bool
) -> None:
    shutil.copy(project / ".env.example", project / ".env")
    given = dotenv_values(project / ".env") if was_there_before else {}
    _make_up(project, {name: value or "" for name, value in given.items()})
    for command in (("-m", "nauli", "keys", "list"), ("manage.py", "check")):
        done = _run(project, *command)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_the_environment_wins_over_dotenv_and_that_over_what_make_up_left(project: Path) -> None:
    (project / ".env").write_text("MERCHANT_NAME=Dotenv\nMOMO_API_USER=dotenv\nSECRET_KEY=\n")
    filled = _make_up(project, {})
    names = ("MERCHANT_NAME", "MOMO_BASE_URL", "SECRET_KEY")
    here = filled["MOMO_BASE_URL"], filled["SECRET_KEY"]
    assert _settings(project, *names) == ["Dotenv", *here]
    assert _settings(project, *names, MERCHANT_NAME="Shell") == ["Shell", *here]
    # What is given empty at a terminal is meant: without it, as if no file gave it.
    assert _settings(project, *names, MERCHANT_NAME="") == ["Our shop", *here]


@pytest.mark.django_db(transaction=True)
def test_a_secret_from_a_file_replaces_the_one_that_make_up_left(project: Path) -> None:
    (project / "key").write_text("mine")
    _make_up(project, {})
    told = {"AFRICASTALKING_API_KEY_FILE": str(project / "key")}
    assert _settings(project, "AFRICASTALKING_API_KEY", **told) == ["mine"]


def test_a_database_of_ones_own_is_said_to_be_why_the_rest_is_not_known(project: Path) -> None:
    for name in ("DATABASE_URL", "POSTGRES_DB"):
        done = _run(project, "-m", "nauli", "keys", "list", **{name: "postgresql:///mine"})
        assert done.returncode == 1
        assert done.stderr.startswith(
            f"SECRET_KEY is not set. {name} is set, so `make up`'s settings are not read: set"
        )
        assert done.stderr.endswith(f"or unset {name}.\n")
    done = _run(project, "-m", "nauli", "keys", "list")
    assert "Is `make up` running?" in done.stderr
    assert "NAULI_DATA" in done.stderr
