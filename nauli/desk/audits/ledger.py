"""What must be true of the books."""

from __future__ import annotations

from nauli.desk.audits.check import Check

CHECKS = (
    Check(
        number="41",
        name="a-transfer-balances",
        says="A transfer has two lines at least in each of its currencies, each over more than"
        " nothing, and its debits are its credits.",
        sql="""
            SELECT t.key, e.currency, count(e.id) AS lines,
                   sum(CASE e.side WHEN 'debit' THEN e.amount_minor ELSE -e.amount_minor END) AS off
            FROM transfer t LEFT JOIN ledger_entry e ON e.transfer_id = t.id
            GROUP BY t.key, e.currency
            HAVING count(e.id) < 2 OR bool_or(e.amount_minor <= 0)
                OR sum(CASE e.side WHEN 'debit' THEN e.amount_minor ELSE -e.amount_minor END) <> 0
        """,
    ),
    Check(
        number="42",
        name="all-accounts-together-are-nothing",
        says="In each currency, all debits are all credits.",
        whole=True,
        sql="""
            SELECT e.currency,
                   sum(CASE e.side WHEN 'debit' THEN e.amount_minor ELSE -e.amount_minor END) AS off
            FROM ledger_entry e GROUP BY e.currency
            HAVING sum(CASE e.side WHEN 'debit' THEN e.amount_minor ELSE -e.amount_minor END) <> 0
        """,
    ),
    Check(
        number="43",
        name="a-cause-is-booked-once",
        says="There is one transfer per cause.",
        sql="""
            SELECT t.key, count(*) AS transfers FROM transfer t GROUP BY t.key HAVING count(*) > 1
        """,
    ),
    Check(
        number="44",
        name="what-came-is-booked",
        says="Money that a payment brought stands in the ledger.",
        sql="""
            SELECT p.reference, p.state, p.booked_to FROM payment p
            WHERE (p.booked_to <> '' OR p.state = 'succeeded') AND (p.booked_to = '' OR NOT EXISTS (
                SELECT FROM ledger_transfer t WHERE t.key = 'payment/' || p.reference
            ))
        """,
    ),
    Check(
        number="44",
        name="what-is-booked-came",
        says="Every transfer has its cause: a payment that brought money, a refund, or money that a"
        " gateway took back.",
        sql="""
            SELECT t.key FROM transfer t
            WHERE NOT EXISTS (
                SELECT FROM payments_payment p
                WHERE p.reference = split_part(t.key, '/', 2) AND p.booked_to <> '' AND (
                    t.key = 'payment/' || p.reference
                    OR t.key = 'reversal/' || p.reference AND p.state = 'reversed'
                )
            ) AND NOT EXISTS (
                SELECT FROM refunds_refund r
                WHERE r.reference = split_part(t.key, '/', 2)
                  AND t.key IN ('refund/' || r.reference || '/started',
                                'refund/' || r.reference || '/done',
                                'refund/' || r.reference || '/failed')
            )
        """,
    ),
    Check(
        number="44",
        name="the-books-say-what-the-payment-says",
        says="A payment's money is debited to its gateway's clearing account and credited to where"
        " the payment says that it lies; save in suspense, it is the payment's amount.",
        sql="""
            SELECT p.reference, p.booked_to, e.side, e.account, e.amount_minor, e.currency
            FROM payment p
            JOIN ledger_transfer t ON t.key = 'payment/' || p.reference
            JOIN ledger_entry e ON e.transfer_id = t.id
            WHERE e.account <> CASE e.side
                    WHEN 'debit' THEN 'clearing:' || p.gateway ELSE p.booked_to END
               OR p.booked_to <> 'suspense'
                  AND (e.amount_minor, e.currency) <> (p.amount_minor, p.currency)
        """,
    ),
    Check(
        number="46",
        name="money-that-waits-has-a-case",
        says="Of money that is owed back, or whose owner is not known, a person was told.",
        sql="""
            SELECT p.reference, p.booked_to FROM payment p
            WHERE p.booked_to IN ('unapplied', 'suspense') AND NOT EXISTS (
                SELECT FROM cases_case c WHERE c.payment = p.id
                  AND c.kind = replace(p.booked_to, 'suspense', 'mismatch')
            )
        """,
    ),
    Check(
        number="48",
        name="an-account-is-on-its-side",
        says="A gateway does not hold less than nothing for us, and nobody owes us what was sold.",
        whole=True,
        sql="""
            SELECT e.account, e.currency,
                   sum(CASE e.side WHEN 'debit' THEN e.amount_minor ELSE -e.amount_minor END) AS off
            FROM ledger_entry e GROUP BY e.account, e.currency
            HAVING sum(CASE e.side WHEN 'debit' THEN e.amount_minor ELSE -e.amount_minor END)
                   * CASE WHEN starts_with(e.account, 'clearing:') THEN 1 ELSE -1 END < 0
        """,
    ),
)
