from __future__ import annotations

from pathlib import Path

import pytest

from nauli.config import env


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
