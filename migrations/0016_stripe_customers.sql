-- Which account a customer at Stripe stands for. One account can have had several: one that was deleted there stays in the map.
CREATE TABLE stripe_customer (
  stripe_id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  linked_at INTEGER NOT NULL
) STRICT;

-- Genuine events of which nobody knows yet whose they are. Ids alone: what is so is asked of Stripe.
CREATE TABLE stripe_event (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  stripe_customer TEXT,
  object_ids TEXT NOT NULL CHECK (json_valid(object_ids)),
  received_at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX stripe_event_by_due ON stripe_event (due_at);
