"""What is written beside the code agrees with the code."""

from __future__ import annotations

import re
import tomllib

import nauli
from nauli.notifications.models import Message
from nauli.orders.models import Order
from nauli.payments.models import Payment
from nauli.refunds.models import Refund
from nauli.travel.models import Booking
from tests.tidy.sources import ROOT, all_files, named

_LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)|!\[[^\]]*\]\(([^)\s]+)\)")
# Places of machines that the project was written on, and package indexes that only they know.
_PLACES = re.compile(
    r"/(?:work|opt)/(?:main|shared|pypi|\.)|/home/\w+/|/Users/\w+/|/root/\.|bash_jobs"
    r"|https?://(?!pypi\.org/|[\w.-]+\.example/|127\.0\.0\.1|localhost)[^/\s\"']+/[^\s\"']*simple\b"
)


def test_one_version_stands_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(
        r"^## \[(\d+\.\d+\.\d+)\] - (unreleased|\d{4}-\d\d-\d\d)$", changes, re.MULTILINE
    )
    assert newest
    assert newest[1] == nauli.__version__ == project["version"]


def test_every_link_leads_somewhere() -> None:
    broken = []
    for path in all_files():
        if path.suffix != ".md":
            continue
        for match in _LINK.finditer(path.read_text(encoding="utf-8")):
            target = match[1] or match[2]
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{named(path)}: {target}")
    assert broken == []


def test_every_file_that_is_named_in_the_architecture_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    text += (ROOT / "docs" / "locking.md").read_text(encoding="utf-8")
    names = set(re.findall(r"\b[a-z]+/[a-z_/]+\.py\b", text))
    assert len(names) > 15
    assert [n for n in names if not ((ROOT / "nauli" / n).exists() or (ROOT / n).exists())] == []


def test_every_state_is_explained() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    explained: dict[str, set[str]] = {}
    of = ""
    for subject, state in re.findall(r"^\| (\w*) ?\| `(\w+)` \|", text, re.MULTILINE):
        of = subject or of
        explained.setdefault(of, set()).add(state)
    assert explained == {
        "order": set(Order.Status.values),
        "booking": set(Booking.State.values),
        "payment": set(Payment.State.values),
        "refund": set(Refund.State.values),
        "message": set(Message.State.values),
    }


def test_decisions_are_numbered_one_by_one() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{n:04}" for n in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]}: "), path.name


def test_no_file_names_the_machine_that_it_was_written_on() -> None:
    mine = ROOT / "tests" / "tidy" / "test_papers.py"
    found = []
    for path in all_files():
        if path == mine or path.name == "uv.lock":
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{named(path)}: {match[0]}" for match in _PLACES.finditer(text)]
    assert found == []


def test_no_file_holds_both_sides_of_a_merge() -> None:
    marks = tuple(f"\n{sign * 7} ".encode() for sign in "<>|")
    found = [
        named(path)
        for path in all_files()
        if any(mark in b"\n" + path.read_bytes() for mark in marks)
    ]
    assert found == []
