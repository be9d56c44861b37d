-- What lists say of how many rows they have, so that no page load counts them.

-- A customer's orders that stand in `orders`, by kind and by the month (UTC) in which they were placed. Kept in the same statement as the order's
-- row, whoever makes or deletes it: what the archive takes leaves the lists and their totals, and comes back to both.
CREATE TABLE customer_orders (
  customer_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  month TEXT NOT NULL,
  orders INTEGER NOT NULL,
  PRIMARY KEY (customer_id, kind, month)
) STRICT, WITHOUT ROWID;

INSERT INTO customer_orders (customer_id, kind, month, orders)
  SELECT customer_id, kind, strftime('%Y-%m', created_at / 1000, 'unixepoch'), count(*) FROM orders GROUP BY 1, 2, 3;

CREATE TRIGGER customer_order_made AFTER INSERT ON orders
BEGIN
  INSERT INTO customer_orders (customer_id, kind, month, orders)
    VALUES (new.customer_id, new.kind, strftime('%Y-%m', new.created_at / 1000, 'unixepoch'), 1)
    ON CONFLICT DO UPDATE SET orders = orders + 1;
END;

CREATE TRIGGER customer_order_gone AFTER DELETE ON orders
BEGIN
  UPDATE customer_orders SET orders = orders - 1
    WHERE customer_id = old.customer_id AND kind = old.kind
      AND month = strftime('%Y-%m', old.created_at / 1000, 'unixepoch');
  DELETE FROM customer_orders
    WHERE customer_id = old.customer_id AND kind = old.kind
      AND month = strftime('%Y-%m', old.created_at / 1000, 'unixepoch') AND orders <= 0;
END;

-- The product never does this; a hand that mends rows may.
CREATE TRIGGER customer_order_moved AFTER UPDATE OF created_at, customer_id, kind ON orders
  WHEN (old.created_at, old.customer_id, old.kind) IS NOT (new.created_at, new.customer_id, new.kind)
BEGIN
  UPDATE customer_orders SET orders = orders - 1
    WHERE customer_id = old.customer_id AND kind = old.kind
      AND month = strftime('%Y-%m', old.created_at / 1000, 'unixepoch');
  DELETE FROM customer_orders
    WHERE customer_id = old.customer_id AND kind = old.kind
      AND month = strftime('%Y-%m', old.created_at / 1000, 'unixepoch') AND orders <= 0;
  INSERT INTO customer_orders (customer_id, kind, month, orders)
    VALUES (new.customer_id, new.kind, strftime('%Y-%m', new.created_at / 1000, 'unixepoch'), 1)
    ON CONFLICT DO UPDATE SET orders = orders + 1;
END;

-- What a customer ever paid, by the order's currency, and how much of it went back; surplus payments are in neither sum. As `sales_day` it is kept
-- in the same statement as the order's or refund's row, and what the archive takes stays in it. What the archive had before this migration
-- is counted when it first comes back: D1 does not know it until then.
CREATE TABLE customer_paid (
  customer_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  orders INTEGER NOT NULL,
  paid_minor INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL,
  PRIMARY KEY (customer_id, currency)
) STRICT, WITHOUT ROWID;

INSERT INTO customer_paid (customer_id, currency, orders, paid_minor, refunded_minor)
  SELECT o.customer_id, o.currency, count(*), sum(o.amount_minor),
    coalesce(sum((SELECT sum(r.amount_minor) FROM refund AS r
      WHERE r.order_no = o.order_no AND r.state = 'done' AND r.why <> 'surplus')), 0)
  FROM orders AS o WHERE o.paid_at IS NOT NULL GROUP BY 1, 2;

CREATE TRIGGER customer_paid_order AFTER UPDATE OF paid_at ON orders WHEN old.paid_at IS NULL AND new.paid_at IS NOT NULL
BEGIN
  INSERT INTO customer_paid (customer_id, currency, orders, paid_minor, refunded_minor)
    VALUES (new.customer_id, new.currency, 1, new.amount_minor,
      coalesce((SELECT sum(amount_minor) FROM refund WHERE order_no = new.order_no AND state = 'done' AND why <> 'surplus'), 0))
    ON CONFLICT DO UPDATE SET orders = orders + 1, paid_minor = paid_minor + excluded.paid_minor,
      refunded_minor = refunded_minor + excluded.refunded_minor;
END;

-- A row that a D1 put back in time had lost; not one that comes back from the archive.
CREATE TRIGGER customer_paid_restored AFTER INSERT ON orders
  WHEN new.paid_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM archive_return WHERE order_no = new.order_no)
BEGIN
  INSERT INTO customer_paid (customer_id, currency, orders, paid_minor, refunded_minor)
    VALUES (new.customer_id, new.currency, 1, new.amount_minor,
      coalesce((SELECT sum(amount_minor) FROM refund WHERE order_no = new.order_no AND state = 'done' AND why <> 'surplus'), 0))
    ON CONFLICT DO UPDATE SET orders = orders + 1, paid_minor = paid_minor + excluded.paid_minor,
      refunded_minor = refunded_minor + excluded.refunded_minor;
END;

-- 1 where orders of the month left D1 before `customer_paid` was: those that come back are in it only if they left since.
ALTER TABLE archive_month ADD COLUMN before_paid INTEGER NOT NULL DEFAULT 0 CHECK (before_paid IN (0, 1));
UPDATE archive_month SET before_paid = 1 WHERE orders > 0;

-- Of such months, the paid orders that left since. Every paid order that stands in `orders` is counted.
CREATE TABLE customer_paid_away (
  order_no TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TRIGGER customer_paid_leaves AFTER DELETE ON orders
  WHEN old.paid_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM archive_month WHERE month = strftime('%Y-%m', old.created_at / 1000, 'unixepoch') AND before_paid = 1)
BEGIN
  INSERT INTO customer_paid_away (order_no) VALUES (old.order_no) ON CONFLICT DO NOTHING;
END;

-- At the end of the batch that puts an order back: its refunds are there by then.
CREATE TRIGGER customer_paid_returned AFTER DELETE ON archive_return
BEGIN
  INSERT INTO customer_paid (customer_id, currency, orders, paid_minor, refunded_minor)
    SELECT o.customer_id, o.currency, 1, o.amount_minor,
      coalesce((SELECT sum(amount_minor) FROM refund WHERE order_no = o.order_no AND state = 'done' AND why <> 'surplus'), 0)
    FROM orders AS o JOIN archive_month AS m ON m.month = strftime('%Y-%m', o.created_at / 1000, 'unixepoch')
    WHERE o.order_no = old.order_no AND o.paid_at IS NOT NULL AND m.before_paid = 1
      AND NOT EXISTS (SELECT 1 FROM customer_paid_away WHERE order_no = o.order_no)
    ON CONFLICT DO UPDATE SET orders = orders + 1, paid_minor = paid_minor + excluded.paid_minor,
      refunded_minor = refunded_minor + excluded.refunded_minor;
  DELETE FROM customer_paid_away WHERE order_no = old.order_no;
END;

CREATE TRIGGER customer_refunded AFTER UPDATE OF state ON refund
  WHEN new.state = 'done' AND old.state <> 'done' AND new.why <> 'surplus'
BEGIN
  UPDATE customer_paid SET refunded_minor = refunded_minor + new.amount_minor
    WHERE (customer_id, currency) = (SELECT customer_id, currency FROM orders WHERE order_no = new.order_no AND paid_at IS NOT NULL);
END;

CREATE TRIGGER customer_refund_told_at_its_end AFTER INSERT ON refund
  WHEN new.state = 'done' AND new.why <> 'surplus'
    AND NOT EXISTS (SELECT 1 FROM archive_return WHERE order_no = new.order_no)
BEGIN
  UPDATE customer_paid SET refunded_minor = refunded_minor + new.amount_minor
    WHERE (customer_id, currency) = (SELECT customer_id, currency FROM orders WHERE order_no = new.order_no AND paid_at IS NOT NULL);
END;

CREATE TRIGGER customer_refund_undone AFTER UPDATE OF state ON refund
  WHEN old.state = 'done' AND new.state <> 'done' AND new.why <> 'surplus'
BEGIN
  UPDATE customer_paid SET refunded_minor = refunded_minor - old.amount_minor
    WHERE (customer_id, currency) = (SELECT customer_id, currency FROM orders WHERE order_no = old.order_no AND paid_at IS NOT NULL);
END;
