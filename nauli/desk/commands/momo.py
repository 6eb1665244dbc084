"""`nauli momo provision`."""

from __future__ import annotations

import argparse
import sys

_VENDOR = "https://sandbox.momodeveloper.mtn.com"


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", required=True)
    provision = actions.add_parser(
        "provision",
        help="make an API user and its key at a sandbox, as lines for .env",
        description="Make an API user and its key at a sandbox. The two lines for .env go to"
        " standard output, all else to standard error.",
    )
    provision.add_argument(
        "--base-url", help=f"of the sandbox, without the product; default: MOMO_BASE_URL, {_VENDOR}"
    )
    provision.add_argument(
        "--subscription-key",
        help="of the Collections product; better left to MOMO_SUBSCRIPTION_KEY or its _FILE, since"
        " other users of this machine can read arguments",
    )
    provision.add_argument(
        "--callback-host",
        help="the host of the public URL, without https://; default: that of NAULI_PUBLIC_URL",
    )
    provision.set_defaults(run=_provision)


def _provision(options: argparse.Namespace) -> None:
    from nauli.desk.provision import provision_momo

    made = provision_momo(
        base_url=options.base_url or "",
        otherwise=_VENDOR,
        subscription_key=options.subscription_key or "",
        callback_host=options.callback_host or "",
    )
    print(
        f"Made an API user at {made.base_url} for the callback host {made.callback_host}. These"
        " lines belong into .env; its target is `sandbox`, in EUR:",
        file=sys.stderr,
    )
    print(f"MOMO_API_USER={made.user}")
    print(f"MOMO_API_KEY={made.key}")
