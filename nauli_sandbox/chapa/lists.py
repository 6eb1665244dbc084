"""What Chapa lists: its banks, its currencies, and the merchant's transactions.

Sources: developer.chapa.co/integrations/responses (banks, currencies), and the types of the npm
client chapa-nodejs (transactions). The shapes are Chapa's; the banks are a few for example.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from nauli_sandbox.book import Row
from nauli_sandbox.chapa.access import let_in
from nauli_sandbox.chapa.answers import spoken, well
from nauli_sandbox.chapa.checkouts import stamp, status_word
from nauli_sandbox.chapa.money import number
from nauli_sandbox.chapa.wanted import CURRENCIES
from nauli_sandbox.sandbox import SANDBOX
from nauli_sandbox.settings import Settings, read_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bank:
    id: int
    slug: str
    swift: str
    name: str
    acct_length: int
    is_mobilemoney: int = 0


_BANKS = (
    _Bank(id=656, slug="awash_bank", swift="AWINETAA", name="Awash Bank", acct_length=14),
    _Bank(
        id=946,
        slug="cbe_bank",
        swift="CBETETAA",
        name="Commercial Bank of Ethiopia (CBE)",
        acct_length=13,
    ),
    _Bank(
        id=128, slug="cbebirr", swift="CBETETAA", name="CBEBirr", acct_length=10, is_mobilemoney=1
    ),
    _Bank(
        id=855, slug="telebirr", swift="TELEBIRR", name="telebirr", acct_length=10, is_mobilemoney=1
    ),
)
_SINCE = 1659614000.0  # an invented day
_MOST_PER_PAGE = 100


async def banks(request: web.Request) -> web.Response:
    """200 `{"message", "data"}`: without a `status`, as documented."""
    let_in(request, request.app[SANDBOX].book)
    return spoken({"message": "Banks retrieved", "data": [_bank(bank) for bank in _BANKS]})


async def currencies(request: web.Request) -> web.Response:
    let_in(request, request.app[SANDBOX].book)
    data = {"currency_code": list(CURRENCIES), "currency_name": list(CURRENCIES.values())}
    return well("Supported countries retrieved successfully", data)


async def transactions(request: web.Request) -> web.Response:
    """200 with `{"transactions", "pagination"}` in `data`, of the key's mode, newest first."""
    book = request.app[SANDBOX].book
    mode = let_in(request, book)
    page = _count(request.query.get("page"), least=1, most=1_000_000)
    size = _count(request.query.get("per_page"), least=10, most=_MOST_PER_PAGE)
    rows = book.rows(
        "SELECT * FROM chapa_checkouts WHERE mode = ? ORDER BY created_at DESC, rowid DESC"
        " LIMIT ? OFFSET ?",
        (mode, size + 1, (page - 1) * size),
    )
    base = f"http://{request.host}{request.path}?per_page={size}&page="
    settings = read_settings(book)
    return well(
        "Transactions retrieved",
        {
            "transactions": [_transaction(row, settings) for row in rows[:size]],
            "pagination": {
                "per_page": size,
                "current_page": page,
                "first_page_url": f"{base}1",
                "next_page_url": f"{base}{page + 1}" if len(rows) > size else None,
                "prev_page_url": f"{base}{page - 1}" if page > 1 else None,
            },
        },
    )


def _count(text: str | None, *, least: int, most: int) -> int:
    """Return a number of the query; what is none, or not in range, is `least`."""
    right = text is not None and text.isascii() and text.isdecimal() and len(text) < 8
    number_told = int(text) if right and text else 0
    return min(number_told, most) if number_told else least


def _transaction(row: Row, settings: Settings) -> dict[str, Any]:
    return {
        "status": status_word(row["status"], settings),
        "ref_id": row["reference"],
        "type": "API",
        "created_at": stamp(row["created_at"]),
        "currency": row["currency"],
        "amount": number(row["amount"]),
        "charge": number(row["charge"]),
        "trans_id": None,
        "payment_method": row["method"],
        "customer": {
            "id": None,
            "email": row["email"],
            "first_name": row["first_name"],
            "last_name": row["last_name"],
            "mobile": row["mobile"] or row["phone_number"],
        },
    }


def _bank(bank: _Bank) -> dict[str, Any]:
    return asdict(bank) | {
        "country_id": 1,
        "is_active": 1,
        "is_rtgs": 1 - bank.is_mobilemoney,
        "is_24hrs": 1,
        "currency": "ETB",
        "created_at": stamp(_SINCE),
        "updated_at": stamp(_SINCE),
    }
