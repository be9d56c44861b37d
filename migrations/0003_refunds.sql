-- Refunds over all orders, for the operator's list: a projection of the orders' objects.

CREATE TABLE refund (
  -- Our number at the gateway.
  number TEXT PRIMARY KEY,
  order_no TEXT NOT NULL,
  -- The number of the payment that it gives back.
  trade_number TEXT NOT NULL,
  gateway TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('surplus', 'sold-out', 'operator')),
  -- `replaced`: the gateway closed this number, and another one goes on in its place.
  state TEXT NOT NULL CHECK (state IN ('due', 'accepted', 'done', 'failed', 'replaced')),
  -- Why it failed, in the gateway's words.
  detail TEXT NOT NULL,
  -- The order's, so that what arrives late or twice never overwrites what is newer.
  version INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX refund_by_state ON refund (state, started_at DESC, number);
CREATE INDEX refund_by_time ON refund (started_at DESC, number);
CREATE INDEX refund_of_order ON refund (order_no);
