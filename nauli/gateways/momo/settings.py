"""What an installation must know to be paid through MTN MoMo."""

from __future__ import annotations

from dataclasses import dataclass, field

from nauli.gateways.contract import Misconfigured

# Each target takes one currency. https://momodeveloper.mtn.com/api-documentation/common-error
CURRENCIES = {
    "sandbox": "EUR",
    "mtnbenin": "XOF",
    "mtncameroon": "XAF",
    "mtncongo": "XAF",
    "mtnghana": "GHS",
    "mtnguineaconakry": "GNF",
    "mtnivorycoast": "XOF",
    "mtnliberia": "LRD",
    "mtnrwanda": "RWF",
    "mtnsouthafrica": "ZAR",
    "mtnswaziland": "SZL",
    "mtnuganda": "UGX",
    "mtnzambia": "ZMW",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MomoAccount:
    """One country's collection account. The subscription key is the collection product's own."""

    target_environment: str
    subscription_key: str = field(repr=False)
    api_user: str
    api_key: str = field(repr=False)

    @property
    def currency(self) -> str:
        """Return the one currency of the account's target; an unknown target is Misconfigured."""
        try:
            return CURRENCIES[self.target_environment]
        except KeyError:
            known = ", ".join(sorted(CURRENCIES))
            raise Misconfigured(
                f"{self.target_environment!r} is no MoMo target environment; known are {known}."
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class MomoSettings:
    """Several accounts, because a merchant may sell in several countries; one per currency."""

    base_url: str  # without the product: "https://sandbox.momodeveloper.mtn.com"
    accounts: tuple[MomoAccount, ...] = ()
    public_url: str = ""  # where MTN reaches us; empty: no callback is asked for
    connect_timeout: float = 2  # seconds
    read_timeout: float = 10  # seconds
