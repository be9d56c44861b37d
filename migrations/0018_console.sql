-- What the operator's lists and overview are read from, so that no page load counts a whole table.

-- The gateway's own number of the payment that settled an order, for orders that were told since this. A table of its own: the
-- Worker that is deployed while this is applied writes whole rows of `orders`.
CREATE TABLE order_transaction (
  order_no TEXT PRIMARY KEY,
  transaction_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX order_transaction_by_id ON order_transaction (transaction_id);
CREATE INDEX orders_given_back ON orders (state, created_at DESC, order_no) WHERE state IN ('refunding', 'refunded');
CREATE INDEX customer_by_name ON customer (name) WHERE name IS NOT NULL;

-- Money of orders by day (UTC): what was paid, on the day of the payment, and what went back, on the day D1 heard of it. Kept by the triggers below in the same statement as the
-- order's or refund's row, so it is exact, and goes back in time with them. Surplus payments are in neither column.
CREATE TABLE sales_day (
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  pay_type INTEGER NOT NULL,
  currency TEXT NOT NULL,
  orders INTEGER NOT NULL DEFAULT 0,
  paid_minor INTEGER NOT NULL DEFAULT 0,
  refunds INTEGER NOT NULL DEFAULT 0,
  refunded_minor INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, kind, pay_type, currency)
) STRICT, WITHOUT ROWID;

INSERT INTO sales_day (day, kind, pay_type, currency, orders, paid_minor)
  SELECT date(paid_at / 1000, 'unixepoch'), kind, paying_with, currency, count(*), sum(amount_minor)
  FROM orders WHERE paid_at IS NOT NULL GROUP BY 1, 2, 3, 4;
INSERT INTO sales_day (day, kind, pay_type, currency, refunds, refunded_minor)
  SELECT date(r.updated_at / 1000, 'unixepoch'), o.kind, o.paying_with, r.currency, count(*), sum(r.amount_minor)
  FROM refund AS r JOIN orders AS o ON o.order_no = r.order_no
  WHERE r.state = 'done' AND r.why <> 'surplus' GROUP BY 1, 2, 3, 4
  ON CONFLICT DO UPDATE SET refunds = refunds + excluded.refunds, refunded_minor = refunded_minor + excluded.refunded_minor;

CREATE TRIGGER sale_paid AFTER UPDATE OF paid_at ON orders WHEN old.paid_at IS NULL AND new.paid_at IS NOT NULL
BEGIN
  INSERT INTO sales_day (day, kind, pay_type, currency, orders, paid_minor)
    VALUES (date(new.paid_at / 1000, 'unixepoch'), new.kind, new.paying_with, new.currency, 1, new.amount_minor)
    ON CONFLICT DO UPDATE SET orders = orders + 1, paid_minor = paid_minor + excluded.paid_minor;
END;

-- A row that a D1 put back in time had lost, with the refunds that were told before it: while it was missing they were in no sum.
CREATE TRIGGER sale_restored AFTER INSERT ON orders WHEN new.paid_at IS NOT NULL
BEGIN
  INSERT INTO sales_day (day, kind, pay_type, currency, orders, paid_minor)
    VALUES (date(new.paid_at / 1000, 'unixepoch'), new.kind, new.paying_with, new.currency, 1, new.amount_minor)
    ON CONFLICT DO UPDATE SET orders = orders + 1, paid_minor = paid_minor + excluded.paid_minor;
  INSERT INTO sales_day (day, kind, pay_type, currency, refunds, refunded_minor)
    SELECT date(updated_at / 1000, 'unixepoch'), new.kind, new.paying_with, currency, count(*), sum(amount_minor)
    FROM refund WHERE order_no = new.order_no AND state = 'done' AND why <> 'surplus'
    GROUP BY 1, currency
    ON CONFLICT DO UPDATE SET refunds = refunds + excluded.refunds,
      refunded_minor = refunded_minor + excluded.refunded_minor;
END;

CREATE TRIGGER sale_refunded AFTER UPDATE OF state ON refund
  WHEN new.state = 'done' AND old.state <> 'done' AND new.why <> 'surplus'
BEGIN
  INSERT INTO sales_day (day, kind, pay_type, currency, refunds, refunded_minor)
    SELECT date(new.updated_at / 1000, 'unixepoch'), kind, paying_with, new.currency, 1, new.amount_minor
    FROM orders WHERE order_no = new.order_no
    ON CONFLICT DO UPDATE SET refunds = refunds + 1, refunded_minor = refunded_minor + excluded.refunded_minor;
END;

CREATE TRIGGER sale_refund_told_at_its_end AFTER INSERT ON refund WHEN new.state = 'done' AND new.why <> 'surplus'
BEGIN
  INSERT INTO sales_day (day, kind, pay_type, currency, refunds, refunded_minor)
    SELECT date(new.updated_at / 1000, 'unixepoch'), kind, paying_with, new.currency, 1, new.amount_minor
    FROM orders WHERE order_no = new.order_no
    ON CONFLICT DO UPDATE SET refunds = refunds + 1, refunded_minor = refunded_minor + excluded.refunded_minor;
END;

-- Units that each operator added or took by hand lately, so that a stolen or mistaken operator's account is bounded. Rows
-- older than a day are dropped as new ones come.
CREATE TABLE operator_adjustment (
  -- The idempotency key in the customer's account.
  key TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  operator TEXT NOT NULL,
  units INTEGER NOT NULL CHECK (units > 0),
  asked_at INTEGER NOT NULL,
  PRIMARY KEY (operator, customer_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_adjustment_by_time ON operator_adjustment (operator, asked_at);
