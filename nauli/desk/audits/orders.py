"""What must be true of orders, of the money collected for them and of the goods they hold."""

from __future__ import annotations

from nauli.desk.audits.check import Check

CHECKS = (
    Check(
        number="1",
        name="collected-at-most-the-total",
        says="What payments have brought in for an order is at most its total, in its currency.",
        sql="""
            SELECT o.number AS "order", sum(p.amount_minor) AS collected, o.total_minor, o.currency
            FROM placed o
            JOIN payments_payment p ON p.order_id = o.id AND p.booked_to = 'orders'
            GROUP BY o.number, o.total_minor, o.currency
            HAVING sum(p.amount_minor) > o.total_minor OR bool_or(p.currency <> o.currency)
        """,
    ),
    Check(
        number="2",
        name="one-payment-pays",
        says="At most one payment pays an order; what more comes is owed back.",
        sql="""
            SELECT o.number AS "order", count(*) AS payments FROM placed o
            JOIN payments_payment p ON p.order_id = o.id AND p.booked_to = 'orders'
            GROUP BY o.number HAVING count(*) > 1
        """,
    ),
    Check(
        number="7",
        name="an-order-costs-what-its-lines-cost",
        says="An order has lines, and its total is what they cost together.",
        sql="""
            SELECT o.number AS "order", o.total_minor, sum(l.quantity * l.unit_price_minor) AS lines
            FROM placed o LEFT JOIN orders_line l ON l.order_id = o.id
            GROUP BY o.number, o.total_minor
            HAVING sum(l.quantity * l.unit_price_minor) IS DISTINCT FROM o.total_minor
        """,
    ),
    Check(
        number="12",
        name="a-paid-order-was-paid",
        says="For an order that is paid a payment over its total has succeeded.",
        sql="""
            SELECT o.number AS "order" FROM placed o
            WHERE o.status = 'paid' AND NOT EXISTS (
                SELECT FROM payments_payment p
                WHERE p.order_id = o.id AND p.state IN ('succeeded', 'reversed')
                  AND p.booked_to = 'orders'
                  AND (p.amount_minor, p.currency) = (o.total_minor, o.currency)
            )
        """,
    ),
    Check(
        number="12",
        name="what-pays-an-order-has-succeeded",
        says="Money that is booked to an order came by a payment that succeeded, and the order is"
        " paid.",
        sql="""
            SELECT p.reference, p.state, o.number AS "order", o.status
            FROM payment p JOIN orders_order o ON o.id = p.order_id
            WHERE p.booked_to = 'orders'
              AND (p.state NOT IN ('succeeded', 'reversed') OR o.status <> 'paid')
        """,
    ),
    Check(
        number="15",
        name="stock-is-not-below-zero",
        says="There are not fewer than no pieces of anything.",
        sql="SELECT id AS product, name, stock FROM catalog_product WHERE stock < 0",
    ),
    Check(
        number="16, 17",
        name="every-piece-is-somewhere",
        says="Of a product whose beginning is on record: what was there and what was added, without"
        " what orders that are open or paid hold, is what is left. So no ended order holds goods,"
        " and no paid one is without.",
        whole=True,
        sql="""
            SELECT p.id AS product, p.name, p.stock, put.pieces AS put,
                   coalesce(held.pieces, 0) AS held
            FROM catalog_product p
            JOIN (
                SELECT c.subject_id,
                       sum(substring(c.reason from '-?[0-9]+')::bigint) AS pieces
                FROM record_change c
                WHERE c.subject = 'product' AND c.after IN ('added', 'restocked')
                GROUP BY c.subject_id HAVING bool_or(c.after = 'added')
            ) AS put ON put.subject_id = p.id::text
            LEFT JOIN (
                SELECT l.product_id, sum(l.quantity) AS pieces
                FROM orders_line l JOIN orders_order o ON o.id = l.order_id
                WHERE o.status IN ('open', 'paid') GROUP BY l.product_id
            ) AS held ON held.product_id = p.id
            WHERE p.stock <> put.pieces - coalesce(held.pieces, 0)
        """,
    ),
    Check(
        number="18",
        name="no-order-expires-early",
        says="An order expires after its time, by the database's clock.",
        sql="""
            SELECT o.number AS "order", o.expires_at, c.at FROM placed o
            JOIN record_change c ON c.subject = 'order' AND c.subject_id = o.id::text
             AND c.after = 'expired' AND c.at < o.expires_at
        """,
    ),
    Check(
        number="18",
        name="goods-are-not-held-for-ever",
        says="An order that is not paid is ended within an hour after the longest grace.",
        # By the index of open orders, so that no window is needed.
        sql="""
            SELECT o.number AS "order", o.expires_at FROM orders_order o
            WHERE o.status = 'open'
              AND o.expires_at < now() - make_interval(hours => 1, secs => %(grace)s)
        """,
    ),
)
