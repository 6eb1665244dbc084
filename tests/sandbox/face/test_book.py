from __future__ import annotations

import uuid

from tests.sandbox.merchant import Merchant
from tests.sandbox.shop import Shop
from tests.sandbox.stand import Stand, eventually, payer


def test_everything_with_an_amount_is_listed_and_leads_to_its_page(
    sandbox: Stand, shop: Shop
) -> None:
    reference, transfer, refund = (str(uuid.uuid4()) for _ in range(3))
    sandbox.pay(reference, externalId="N-1001")
    eventually(lambda: sandbox.charge(reference)["status"] == "SUCCESSFUL")
    merchant = Merchant(sandbox, "disbursement")
    merchant.transfer(transfer)
    merchant.refund(refund, reference)
    sandbox.tell("settings", {"chapa_test_refunds": True})
    shop.refund(shop.paid(tx_ref="N-2 <b>"), amount="500", reference="R-1")
    own = shop.booked("N-2 <b>")["reference"]
    page = sandbox.ask("GET", "/book").text
    for words in ("MoMo payment", "MoMo transfer", "MoMo refund", "Chapa payment", "Chapa refund"):
        assert words in page
    for path in (f"momo/{reference}", f"momo/{transfer}", f"momo/{refund}", f"chapa/{own}"):
        assert f'href="/book/{path}"' in page
        assert sandbox.ask("GET", f"/book/{path}").status_code == 200
    assert f'href="/book/momo/{refund}"' in sandbox.ask("GET", f"/book/momo/{reference}").text
    one = sandbox.ask("GET", f"/book/chapa/{own}").text
    assert "N-2 &lt;b&gt;" in one
    assert "&#34;merchant_reference&#34;: &#34;R-1&#34;" in one


def test_entry_is_found_by_any_part_of_its_names(sandbox: Stand, shop: Shop) -> None:
    reference = str(uuid.uuid4())
    sandbox.pay(reference, externalId="N-1001", payer=payer("256701555000"))
    shop.open(tx_ref="N-2002")
    for find in (reference[:8], "n-1001", "+256701555000", "256701"):
        page = sandbox.ask("GET", "/book", params={"find": find}).text
        assert ("N-1001" in page, "N-2002" in page) == (True, False)
    assert "Nothing like that" in sandbox.ask("GET", "/book", params={"find": "%"}).text


def test_entry_shows_what_was_sent_about_it(sandbox: Stand) -> None:
    reference = str(uuid.uuid4())
    url = f"{sandbox.receiver.url}/{reference}"
    sandbox.pay(reference, headers={"X_Callback_Url": url})
    eventually(lambda: sandbox.callbacks(reference, "delivered"))
    page = sandbox.ask("GET", f"/book/momo/{reference}").text
    assert f'POST <span class="whole">{url}</span>' in page
    assert "answered 200" in page
    assert "Send again" in page


def test_what_is_not_in_the_book_is_404(sandbox: Stand) -> None:
    for path in (f"momo/{uuid.uuid4()}", "chapa/APNOTHING"):
        assert sandbox.ask("GET", f"/book/{path}").status_code == 404
