-- Old orders and events leave D1 by month for files in R2 (docs/decisions/0028-archive.md).

CREATE TABLE archive_month (
  -- UTC, `2025-02`: the month in which its orders were placed and its events happened.
  month TEXT PRIMARY KEY,
  -- What left D1; it may have come back since.
  orders INTEGER NOT NULL DEFAULT 0,
  events INTEGER NOT NULL DEFAULT 0,
  -- Of the lines in R2 that these were written as.
  bytes INTEGER NOT NULL DEFAULT 0,
  -- Walks that came to their end, or were ended by a restore. With the cursor, the place of a walk: whoever stands elsewhere changes nothing.
  walks INTEGER NOT NULL DEFAULT 0,
  cursor_at INTEGER NOT NULL DEFAULT 0,
  cursor_no TEXT NOT NULL DEFAULT '',
  -- When its orders are walked over, again.
  due_at INTEGER NOT NULL,
  -- When a walk last came to its end.
  finished_at INTEGER,
  -- The last file that a restore has put back; NULL while none is under way.
  restore_after TEXT,
  -- Since when all its orders are in D1 again; NULL when a walk takes them anew.
  restored_at INTEGER
) STRICT;

-- Orders whose archived rows come back to D1 in the batch that is being applied; empty after every batch. They are in all sums already,
-- so that the triggers below count them no second time.
CREATE TABLE archive_return (
  order_no TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The last place that was given among a customer's events that left D1: the next one is higher.
CREATE TABLE event_archived (
  subject TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

DROP TRIGGER sale_restored;
CREATE TRIGGER sale_restored AFTER INSERT ON orders
  WHEN new.paid_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM archive_return WHERE order_no = new.order_no)
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

DROP TRIGGER sale_refund_told_at_its_end;
CREATE TRIGGER sale_refund_told_at_its_end AFTER INSERT ON refund
  WHEN new.state = 'done' AND new.why <> 'surplus'
    AND NOT EXISTS (SELECT 1 FROM archive_return WHERE order_no = new.order_no)
BEGIN
  INSERT INTO sales_day (day, kind, pay_type, currency, refunds, refunded_minor)
    SELECT date(new.updated_at / 1000, 'unixepoch'), kind, paying_with, new.currency, 1, new.amount_minor
    FROM orders WHERE order_no = new.order_no
    ON CONFLICT DO UPDATE SET refunds = refunds + 1, refunded_minor = refunded_minor + excluded.refunded_minor;
END;

DROP TRIGGER item_restored;
CREATE TRIGGER item_restored AFTER INSERT ON orders
  WHEN new.paid_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM archive_return WHERE order_no = new.order_no)
BEGIN
  INSERT INTO item_sold (kind, item_id, sold) VALUES (new.kind, new.item_id, 1)
    ON CONFLICT DO UPDATE SET sold = sold + 1;
END;
