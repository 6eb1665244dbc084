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
class Product:
    """One product of an account. Its key, API user and tokens are of use for it alone."""

    name: str  # "collection" or "disbursement": the first word of its paths
    target_environment: str
    subscription_key: str = field(repr=False)
    api_user: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomoAccount:
    """One country's account: collection is how money comes, disbursement how it goes back."""

    target_environment: str
    subscription_key: str = field(repr=False)
    api_user: str
    api_key: str = field(repr=False)
    disbursement_subscription_key: str = field(default="", repr=False)
    disbursement_api_user: str = ""
    disbursement_api_key: str = field(default="", repr=False)

    @property
    def collection(self) -> Product:
        return Product(
            name="collection",
            target_environment=self.target_environment,
            subscription_key=self.subscription_key,
            api_user=self.api_user,
            api_key=self.api_key,
        )

    @property
    def disbursement(self) -> Product:
        return Product(
            name="disbursement",
            target_environment=self.target_environment,
            subscription_key=self.disbursement_subscription_key,
            api_user=self.disbursement_api_user,
            api_key=self.disbursement_api_key,
        )

    @property
    def missing_for_refunds(self) -> list[str]:
        """Return the settings without which no refund can be asked for."""
        told = {
            "MOMO_DISBURSEMENT_SUBSCRIPTION_KEY": self.disbursement_subscription_key,
            "MOMO_DISBURSEMENT_API_USER": self.disbursement_api_user,
            "MOMO_DISBURSEMENT_API_KEY": self.disbursement_api_key,
        }
        return [name for name, value in told.items() if not value]

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
