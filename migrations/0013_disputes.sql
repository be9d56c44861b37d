-- A refund may also be what a payer's bank took back after a dispute.
CREATE TABLE refund_next (
  number TEXT PRIMARY KEY,
  order_no TEXT NOT NULL,
  trade_number TEXT NOT NULL,
  gateway TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('surplus', 'sold-out', 'operator', 'not-grantable', 'dispute')),
  state TEXT NOT NULL CHECK (state IN ('due', 'accepted', 'done', 'failed', 'replaced')),
  detail TEXT NOT NULL,
  version INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO refund_next
  SELECT number, order_no, trade_number, gateway, amount_minor, currency, why, state, detail, version, started_at, updated_at
  FROM refund;
DROP TABLE refund;
ALTER TABLE refund_next RENAME TO refund;
CREATE INDEX refund_by_state ON refund (state, started_at DESC, number);
CREATE INDEX refund_by_time ON refund (started_at DESC, number);
CREATE INDEX refund_of_order ON refund (order_no);
