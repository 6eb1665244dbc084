from __future__ import annotations

from tests.sandbox.shop import Json, Shop


def _birr(shop: Shop) -> Json:
    (birr,) = shop.ask("GET", "balances/etb").json()["data"]
    return birr["available_balance"], birr["ledger_balance"]


def test_balance_follows_payments_and_refunds(shop: Shop) -> None:
    shop.sandbox.tell(
        "settings",
        {"chapa_balance": 1000, "chapa_test_refunds": True, "chapa_refund_seconds": 1000},
    )
    shop.open()
    tx_ref = shop.paid(amount="100")
    shop.paid(amount="7", currency="USD")
    assert _birr(shop) == (1096.5, 1096.5)
    ref_id = shop.refund(tx_ref).json()["data"]["ref_id"]
    assert _birr(shop) == (996.5, 1096.5)
    shop.sandbox.tell(f"chapa/refunds/{ref_id}/finish")
    assert _birr(shop) == (996.5, 996.5)


def test_every_currency_is_listed(shop: Shop) -> None:
    answer = shop.ask("GET", "balances")
    assert (answer.status_code, answer.json()["status"]) == (200, "success")
    assert [one["currency"] for one in answer.json()["data"]] == ["ETB", "USD"]
    assert shop.ask("GET", "balances/KES").status_code == 400
