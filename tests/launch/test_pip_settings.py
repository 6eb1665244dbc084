from __future__ import annotations

import os
from pathlib import Path

import pytest

from nauli.launch.pip_settings import environment_for_uv, pip_settings


def _configure(home: Path, text: str) -> None:
    (home / ".config" / "pip").mkdir(parents=True)
    (home / ".config" / "pip" / "pip.conf").write_text(text)


def test_the_users_file_is_read_and_the_environment_wins(folder: Path) -> None:
    _configure(folder, "[global]\nindex-url = https://a.example/simple\ncert = /a.pem\n")
    env = {"HOME": str(folder), "PIP_INDEX_URL": "https://b.example/simple"}
    found = pip_settings(env)
    assert found["index-url"] == "https://b.example/simple"
    assert found["cert"] == "/a.pem"


def test_no_file_is_read_where_pip_would_read_none(folder: Path) -> None:
    _configure(folder, "[global]\nindex-url = https://a.example/simple\n")
    assert pip_settings({"HOME": str(folder), "PIP_CONFIG_FILE": os.devnull}) == {
        "config-file": os.devnull
    }


def test_a_broken_file_is_left_to_pip(folder: Path) -> None:
    _configure(folder, "index-url = no section")
    assert "index-url" not in pip_settings({"HOME": str(folder)})


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


def test_uv_is_told_what_pip_knows(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://c.example\n https://d.example")
    monkeypatch.setenv("PIP_CERT", "/ours.pem")
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels /more")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    env = environment_for_uv(bare / ".venv")
    assert env["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert env["UV_INDEX"] == "https://c.example https://d.example"
    assert env["SSL_CERT_FILE"] == "/ours.pem"
    assert env["UV_FIND_LINKS"] == "/wheels,/more"
    assert env["UV_NO_INDEX"] == "1"
    assert env["UV_PYTHON_DOWNLOADS"] == "never"


def test_what_uv_was_told_itself_stays(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")
    assert environment_for_uv(bare)["UV_DEFAULT_INDEX"] == "https://uv.example/simple"


def test_another_environment_does_not_lead_us_astray(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert not {"VIRTUAL_ENV", "PYTHONPATH"} & environment_for_uv(bare).keys()


@pytest.mark.parametrize(("home", "own_cache"), [("", True), ("gone", True), ("there", False)])
def test_a_home_that_cannot_keep_a_cache_is_not_needed(
    bare: Path, monkeypatch: pytest.MonkeyPatch, *, home: str, own_cache: bool
) -> None:
    (bare / "there").mkdir()
    if home:
        monkeypatch.setenv("HOME", str(bare / home))
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/cache")
    env = environment_for_uv(bare / ".venv")
    assert ("UV_CACHE_DIR" in env) is own_cache
