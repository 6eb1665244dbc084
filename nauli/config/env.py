"""The only place that reads the environment: once, and loudly.

Every setting may also be given as `NAME_FILE`, a path whose content is the value (the way Docker
and Kubernetes hand over secrets). The environment wins over `.env` in the project's root, and that
over what a running `make up` has left.
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent.parent

# Every name that was asked for, so that a test can hold `.env.example` against it.
NAMES: set[str] = set()


class SettingError(SystemExit):
    """A setting is wrong. The process ends with one sentence that says which and why.

    `problem` goes on where the name ends: "is not set".
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}")


def _fill_from(file: Path) -> None:
    """Set what the file gives and nothing above it does. An empty value gives nothing.

    A name and its `_FILE` are one setting: whoever gives one of the two has given it.
    """
    above = dict(os.environ)
    for name, value in dotenv_values(file).items():
        base = name.removesuffix("_FILE")
        other = base if base != name else f"{name}_FILE"
        if value and name not in above and not above.get(other):
            os.environ[name] = value


def _own_database() -> str:
    """Return the name of the setting that names a database of the user's, or nothing."""
    names = ("DATABASE_URL", "POSTGRES_DB")
    given = (name for base in names for name in (base, f"{base}_FILE") if os.environ.get(name))
    return next(given, "")


_fill_from(ROOT / ".env")
OWN_DATABASE = _own_database()
if not OWN_DATABASE:
    # Beside a running `make up`: its private servers, so that `nauli keys list` simply works.
    _fill_from(ROOT / (os.environ.get("NAULI_DATA") or "var") / "settings.env")


def unread(prefixes: tuple[str, ...]) -> list[str]:
    """Return the names that are set, begin like settings of ours, and are none: misspelt ones.

    What there is stands in `.env.example`; without that file, nothing is held to be misspelt.
    """
    known = set(dotenv_values(ROOT / ".env.example"))
    ours = (name for name, value in os.environ.items() if value and name.startswith(prefixes))
    return sorted(name for name in ours if known and not _is_known(name, known))


def _is_known(name: str, known: set[str]) -> bool:
    base = name.removesuffix("_FILE")
    # One asked for under its own name is known too: MOMO_API_KEY_MTNGHANA.
    return base in known | NAMES | _OF_THE_LAUNCHER


# What a start tells the processes that it starts.
_OF_THE_LAUNCHER = {"NAULI_READY_FILE"}


def text(name: str, default: str = "") -> str:
    """Return the value, or the content of the file that `NAME_FILE` names, or the default."""
    NAMES.add(name)
    value = os.environ.get(name, "").strip()
    file = os.environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise SettingError(name, f"is set, and so is {name}_FILE: keep one of the two.")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not a text file"
            problem = f"names {file}, which cannot be read ({reason})."
            raise SettingError(f"{name}_FILE", problem) from error
    return value or default


def required(name: str, why: str) -> str:
    value = text(name)
    if not value:
        raise SettingError(name, f"is not set. {why}")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated value as a list without empty words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Return addresses and networks ("10.0.0.7, 10.1.0.0/16"), each as a network."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError as error:
        raise SettingError(
            name, f"names no network: {error}. Give addresses such as 10.0.0.7, or 10.1.0.0/16."
        ) from error


def whole(name: str, default: int, *, least: int = 0) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise SettingError(name, f"is {value!r}: give a whole number of at least {least}.")
    return int(value)


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether it is 1. Other words are refused: one form, and no guess at what "n" means."""
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise SettingError(name, f"is {value!r}: give 1 or 0.")
    return value == "1"


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise SettingError(name, f"is {value!r}: give one of {', '.join(allowed)}.")
    return value
