"""`nauli explain`."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nauli.kit.clock import iso
from nauli.kit.phones import masked

if TYPE_CHECKING:
    from nauli.desk.explain import Story
    from nauli.desk.steps import Step

_WIDTH = 100
_INDENT = 35  # behind the time and the kind
# A body longer than this is cut in the text; --json has all that was written down.
_LONGEST_TEXT = 600


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "reference",
        help="a payment's reference, its id or the gateway's number for it, the reference of a"
        " refund, or the number or id of an order, for all its payments",
    )
    parser.add_argument("--short", action="store_true", help="only a line per step, and the end")
    parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from nauli.desk.explain import explain, find_payments

    stories = [explain(payment) for payment in find_payments(options.reference)]
    if options.json:
        payments = [_as_json(story) for story in stories]
        print(json.dumps({"payments": payments}, indent=2, ensure_ascii=False))
    else:
        texts = ("\n".join(_as_text(story, short=options.short)) for story in stories)
        print("\n\n".join(texts))


def _as_json(story: Story) -> dict[str, object]:
    payment = story.payment
    return {
        "id": str(payment.pk),
        "reference": payment.reference,
        "order": payment.order.number,
        "standing": story.standing,
        "items": [
            {
                "at": iso(step.at),
                "kind": step.kind,
                "title": step.title,
                "detail": step.detail,
                "good": step.good,
                "texts": {name: text for name, text in step.texts if text},
            }
            for step in story.steps
        ],
    }


def _as_text(story: Story, *, short: bool) -> Iterator[str]:
    payment = story.payment
    yield f"Payment {payment.reference}, {payment.amount.spoken()} by {payment.gateway}"
    yield f"{payment.pk}, order {payment.order.number}, payer {masked(payment.payer)}"
    yield ""
    for step in story.steps:
        yield from _step(step, short=short)
    yield ""
    yield from textwrap.wrap(story.standing, _WIDTH)


def _step(step: Step, *, short: bool) -> Iterator[str]:
    head = f"{step.at:%Y-%m-%d %H:%M:%S}.{step.at.microsecond // 1000:03}  {step.kind:<9} "
    blank = " " * _INDENT
    yield from textwrap.wrap(step.title, _WIDTH, initial_indent=head, subsequent_indent=blank)
    if short:
        return
    yield from _indented(step.detail, blank)
    for name, text in step.texts:
        if text:
            cut = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
            yield from _indented(f"{name}: {cut}", blank + "  ")


def _indented(text: str, blank: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=blank, subsequent_indent=blank)
