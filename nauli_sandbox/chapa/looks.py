"""How the hosted page looks. Everything that somebody typed is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from html import escape

from nauli_sandbox.book import Row
from nauli_sandbox.chapa.payers import METHODS

_TEST_NUMBER = "0900123456"
_STYLE = """
:root { color-scheme: light dark; --line: #8886; --good: #146c43; --bad: #b3261e; }
* { box-sizing: border-box; }
body { font: 17px/1.5 system-ui, sans-serif; margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 27rem; margin: 0 auto; padding: 1.25rem 1.25rem 3rem; }
.sandbox { background: #fff3cd; color: #553f00; text-align: center; padding: .4rem;
  font-size: 14px; margin: 0; }
.amount { font-size: 2rem; font-weight: 700; margin: .25rem 0; }
.quiet { opacity: .75; font-size: 15px; margin: .25rem 0; overflow-wrap: anywhere; }
fieldset { border: 1px solid var(--line); border-radius: .75rem; margin: 1rem 0;
  padding: .75rem 1rem; }
legend { padding: 0 .4rem; font-weight: 600; }
label.choice { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; }
label.field { display: block; margin: .5rem 0; font-size: 15px; }
input[type=text] { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit;
  border: 1px solid var(--line); border-radius: .5rem; background: Field; color: FieldText; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
button, a.button { display: block; width: 100%; min-height: 3rem; margin: .6rem 0; padding: .7rem;
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
  border: 1px solid var(--line); border-radius: .75rem; background: none; color: inherit; }
button.pay { background: var(--good); border-color: var(--good); color: #fff; }
.whole { display: inline-block; max-width: 100%; }
form:has([value=card]:checked) .by-phone, form:not(:has([value=card]:checked)) .by-card {
  display: none; }
.bad { border: 2px solid var(--bad); border-radius: .75rem; padding: .6rem .9rem; }
"""


def open_page(checkout: Row, *, typed: Mapping[str, object], complaint: str = "") -> str:
    """Return the page on which somebody can pay, with what they typed before, but the code."""
    if not complaint and checkout["status"] == "failed":
        complaint = "The payment failed. Nothing was taken; you can try again."
    problem = f'<p class="bad" role="alert">{escape(complaint)}</p>' if complaint else ""
    chosen = str(typed.get("method") or "telebirr")
    choices = "".join(
        f'<label class="choice"><input type="radio" name="method" value="{name}"'
        f"{' checked' if name == chosen else ''}> {words}</label>"
        for name, words in METHODS.items()
    )
    # In test mode the customer's own number would only fail.
    known = checkout["phone_number"] if checkout["mode"] == "live" else _TEST_NUMBER
    phone = typed.get("phone", known)
    pair = (
        f'<div class="pair">{_field("expiry", "Expiry", typed.get("expiry"), "12/34")}'
        f"{_field('code', 'Security code', None, '123')}</div>"
    )
    return _frame(
        "Pay",
        f"""{_head(checkout)}{problem}
<form method="post">
<fieldset><legend>Pay with</legend>{choices}</fieldset>
<fieldset class="by-phone"><legend>Mobile money</legend>
{_field("phone", "Phone number", phone, _TEST_NUMBER, "tel")}</fieldset>
<fieldset class="by-card"><legend>Card</legend>
{_field("card", "Card number", typed.get("card"), "4200 0000 0000 0000")}{pair}</fieldset>
<button class="pay" name="do" value="pay">Pay {_money(checkout)}</button>
<button name="do" value="fail">Let it fail</button>
<button name="do" value="cancel">Cancel</button>
</form>
{_hint(checkout)}""",
    )


def ended_page(checkout: Row, *, paid: bool) -> str:
    """Return the page of a link that was used, cancelled, or left too long."""
    words = "This payment is complete." if paid else "This payment link has expired."
    return _frame(
        "Paid" if paid else "Expired",
        f'{_head(checkout)}<p role="status"><strong>{words}</strong></p>{_way_back(checkout)}',
    )


def lost_page() -> str:
    return _frame("Not found", "<h1>Not found</h1><p>There is no such payment link.</p>")


def _frame(title: str, inside: str) -> str:
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - sandbox checkout</title><style>{_STYLE}</style></head>
<body><p class="sandbox">A sandbox: no real money moves here.</p>
<main>{inside}</main></body></html>
"""


def _head(checkout: Row) -> str:
    title = checkout["title"] or "Payment"
    about = [checkout["description"], checkout["email"]]
    lines = "".join(f'<p class="quiet">{escape(line)}</p>' for line in about if line)
    reference = f'<span class="whole">{escape(checkout["tx_ref"])}</span>'
    return (
        f'<h1>{escape(title)}</h1><p class="amount">{_money(checkout)}</p>{lines}'
        f'<p class="quiet">Reference {reference}</p>'
    )


def _hint(checkout: Row) -> str:
    if checkout["mode"] == "live":
        return '<p class="quiet">In live mode any number of the right form pays.</p>'
    return (
        '<p class="quiet">These pay, all others fail: 0900123456 (telebirr, CBE Birr),'
        " 0700123456 (M-Pesa), card 4200 0000 0000 0000, 12/34, 123.</p>"
    )


def _way_back(checkout: Row) -> str:
    if not checkout["return_url"]:
        return ""
    return f'<a class="button" href="{escape(checkout["return_url"])}">Back to the merchant</a>'


def _field(name: str, words: str, value: object, example: str, mode: str = "numeric") -> str:
    kept = escape(str(value)) if value else ""
    return (
        f'<label class="field">{words}<input type="text" name="{name}" value="{kept}"'
        f' inputmode="{mode}" autocomplete="off" placeholder="{example}"></label>'
    )


def _money(checkout: Row) -> str:
    return f"{Decimal(checkout['amount']):,.2f} {escape(checkout['currency'])}"
