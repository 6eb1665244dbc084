from __future__ import annotations

from pathlib import Path

import pytest

from nauli.launch.errors import CannotStart
from nauli.launch.folder import alone_in, keep, open_folder


def test_a_folder_is_made_and_others_may_only_pass_through(folder: Path) -> None:
    made = open_folder(folder / "a" / "b")
    assert made.stat().st_mode & 0o777 == 0o711


def test_a_file_is_no_folder(folder: Path) -> None:
    (folder / "file").touch()
    for path in (folder / "file", folder / "file" / "below"):
        with pytest.raises(CannotStart, match=r"cannot be used .*: name another with NAULI_DATA"):
            open_folder(path)


@pytest.mark.parametrize("name", ['quote"', "$HOME", "back`tick", "back\\slash", "new\nline"])
def test_a_path_that_a_shell_would_read_differently_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(CannotStart, match="holds a character"):
        open_folder(folder / name)
    assert list(folder.iterdir()) == []


def test_a_folder_has_one_user_at_a_time(folder: Path) -> None:
    with alone_in(folder), pytest.raises(CannotStart, match="already running"), alone_in(folder):
        pass
    with alone_in(folder):
        pass


def test_what_is_kept_stays_and_what_is_new_is_added(folder: Path) -> None:
    file = folder / "secrets.json"
    assert keep(file, {"a": "1"}) == {"a": "1"}
    assert keep(file, {"a": "2", "b": "3"}) == {"a": "1", "b": "3"}
    assert keep(file, {"a": "4"}) == {"a": "1", "b": "3"}
    assert file.stat().st_mode & 0o777 == 0o600


def test_secrets_that_cannot_be_read_are_not_replaced(folder: Path) -> None:
    (folder / "secrets.json").write_text("{")
    with pytest.raises(CannotStart, match="cannot be read"):
        keep(folder / "secrets.json", {"a": "1"})
    assert (folder / "secrets.json").read_text() == "{"
