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
