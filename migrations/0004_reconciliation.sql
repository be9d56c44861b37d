-- The daily comparison with the gateways' books (worker/jobs/compare.ts): how far it is, what it found. Days are Beijing's,
-- as theirs are; times epoch ms.

CREATE TABLE reconciliation_day (
  day TEXT PRIMARY KEY,
  -- The last order compared. Counts move only together with it, so that no order counts twice.
  cursor_at INTEGER NOT NULL,
  cursor_no TEXT NOT NULL,
  orders INTEGER NOT NULL DEFAULT 0,
  numbers INTEGER NOT NULL DEFAULT 0,
  matched INTEGER NOT NULL DEFAULT 0,
  mended INTEGER NOT NULL DEFAULT 0,
  discrepancies INTEGER NOT NULL DEFAULT 0,
  -- Given up after the last try; those that are still tried are in reconciliation_retry.
  unanswered INTEGER NOT NULL DEFAULT 0,
  started_at INTEGER NOT NULL,
  -- When its last order was compared for the first time; NULL before.
  scanned_at INTEGER
) STRICT;
CREATE INDEX reconciliation_day_open ON reconciliation_day (day) WHERE scanned_at IS NULL;

-- Orders with numbers that a gateway did not answer about.
CREATE TABLE reconciliation_retry (
  order_no TEXT PRIMARY KEY,
  day TEXT NOT NULL,
  -- JSON array of the numbers; NULL when the order itself could not be asked, which means all of them.
  numbers TEXT CHECK (json_valid(numbers)),
  tries INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX reconciliation_retry_due ON reconciliation_retry (due_at);
CREATE INDEX reconciliation_retry_by_day ON reconciliation_retry (day);

-- Where our books and a gateway's differ and no rule mends it: for a person.
CREATE TABLE discrepancy (
  number TEXT NOT NULL,
  reason TEXT NOT NULL,
  order_no TEXT NOT NULL,
  gateway TEXT NOT NULL,
  day TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  PRIMARY KEY (number, reason)
) STRICT;
CREATE INDEX discrepancy_by_time ON discrepancy (found_at DESC, number);

-- The comparison walks a day's orders in this order.
CREATE INDEX orders_by_time ON orders (created_at, order_no);
