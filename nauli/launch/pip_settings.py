"""What pip was told about this machine's package index, told to uv as well. Standard library only.

A machine behind a mirror or an inspecting proxy is usually set up for pip, and only for pip.
"""

from __future__ import annotations

import configparser
import os
import pwd
from pathlib import Path

PUBLIC_INDEX = "https://pypi.org/simple"
# Debian's, Ubuntu's and Alpine's bundle; it holds what an administrator has added.
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def environment_for_uv(venv: Path) -> dict[str, str]:
    """Return an environment in which pip and uv work on `venv`. What the user has set stays."""
    env = {name: value for name, value in os.environ.items() if name not in _CONFUSING}
    # Without PATH a program is still found where the system keeps its own.
    env.setdefault("PATH", "/usr/local/bin:/usr/bin:/bin")
    env["UV_PROJECT_ENVIRONMENT"] = str(venv)
    env["UV_PYTHON"] = str(venv / "bin" / "python")
    env["UV_PYTHON_DOWNLOADS"] = "never"
    pip = pip_settings(env)
    if "cert" not in pip and SYSTEM_CERTIFICATES.exists():
        pip["cert"] = env["PIP_CERT"] = str(SYSTEM_CERTIFICATES)
    for key, names in _UV_NAMES.items():
        for name in names:
            if pip.get(key):
                env.setdefault(name, pip[key])
    if pip.get("find-links"):
        env.setdefault("UV_FIND_LINKS", ",".join(pip["find-links"].split()))
    if pip.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        env.setdefault("UV_NO_INDEX", "1")
    if not _can_keep_a_cache(env):
        env.setdefault("UV_CACHE_DIR", str(venv / "cache" / "uv"))
        env.setdefault("PIP_CACHE_DIR", str(venv / "cache" / "pip"))
    home = _home(env)
    if home is None or not home.is_dir():
        env["HOME"] = str(venv / "cache")  # else uv, run by root, would make that folder
    return env


# They would lead Python or uv to another environment than ours.
_CONFUSING = {"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_USER"}

_UV_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX",),
    "extra-index-url": ("UV_INDEX",),
    "trusted-host": ("UV_INSECURE_HOST",),
    "cert": ("SSL_CERT_FILE",),
    "proxy": ("HTTP_PROXY", "HTTPS_PROXY"),
}


def pip_settings(env: dict[str, str]) -> dict[str, str]:
    """Return pip's settings by their long names, in pip's own order: later wins.

    https://pip.pypa.io/en/stable/topics/configuration/
    """
    files = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf")]
    home = _home(env)
    if home:
        config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
        files += [home / ".pip" / "pip.conf", config / "pip" / "pip.conf"]
    if env.get("PIP_CONFIG_FILE"):
        named = env["PIP_CONFIG_FILE"]
        files = [] if named == os.devnull else [*files, Path(named)]
    found: dict[str, str] = {}
    for file in files:
        found.update(_read(file))
    for name, value in env.items():
        if name.startswith("PIP_"):
            found[name[4:].lower().replace("_", "-")] = " ".join(value.split())
    return found


def _read(file: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read(file, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return {}  # pip will complain of it, in its own words
    return {
        key.replace("_", "-"): " ".join(value.split())
        for section in ("global", "install")
        if parser.has_section(section)
        for key, value in parser.items(section)
    }


def _home(env: dict[str, str]) -> Path | None:
    if env.get("HOME"):
        return Path(env["HOME"])
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return None


def _can_keep_a_cache(env: dict[str, str]) -> bool:
    home = _home(env)
    if not env.get("XDG_CACHE_HOME") and (home is None or not home.is_dir()):
        return False
    place = Path(env.get("XDG_CACHE_HOME") or f"{home}/.cache")
    while not place.exists():
        place = place.parent
    return place.is_dir() and os.access(place, os.W_OK)
