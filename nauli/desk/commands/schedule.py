"""`nauli schedule`."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> None:
    from nauli.desk.schedule import run_until_stopped

    run_until_stopped()
