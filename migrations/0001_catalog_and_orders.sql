-- Catalog (source of truth) and the projection of orders. Amounts are integers of the minor unit, times epoch ms.
-- No cascades anywhere: a row that money hangs on is never deleted by another one's deletion.

CREATE TABLE coze_package (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  -- JSON array of strings: what the package includes, a line each.
  content TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(content)),
  -- JSON object by language ("en", "jp") with any of name, label, description, content.
  translations TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(translations)),
  duration_days INTEGER NOT NULL CHECK (duration_days > 0),
  original_price_minor INTEGER CHECK (original_price_minor > 0),
  current_price_minor INTEGER NOT NULL CHECK (current_price_minor > 0),
  currency TEXT NOT NULL DEFAULT 'CNY',
  -- Units left to sell; NULL sells without limit. The CHECK is what refuses the sale of a unit too many.
  stock INTEGER CHECK (stock >= 0),
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  sort INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
) STRICT;

-- One row per order: claimed here first, since only the database can say that no other identical order is pending,
-- then a projection of the order's object, which is the only writer of `state` and all that follows it.
CREATE TABLE orders (
  order_no TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  item_id TEXT NOT NULL,
  item_name TEXT NOT NULL,
  -- JSON of what the customer gets (domain/catalog/sale.ts, Grant).
  grant_json TEXT NOT NULL CHECK (json_valid(grant_json)),
  quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity = 1),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  -- The way to pay that the order was placed with; part of what makes two orders identical.
  pay_type INTEGER NOT NULL,
  -- The way that it was paid with, or whose code was shown last: a customer may change it in the dialog.
  paying_with INTEGER NOT NULL,
  stock_limited INTEGER NOT NULL CHECK (stock_limited IN (0, 1)),
  -- Whether this order holds a unit of stock now. Claim and release flip it, so each happens once.
  stock_held INTEGER NOT NULL CHECK (stock_held IN (0, 1)),
  state TEXT NOT NULL CHECK (
    state IN ('pending', 'paid', 'completed', 'expired', 'cancelled', 'refunding', 'refunded')
  ),
  -- Counts the object's changes. A projection arriving late or twice never overwrites a newer one.
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  paid_at INTEGER,
  completed_at INTEGER,
  updated_at INTEGER NOT NULL
) STRICT;

-- An identical order is not created twice while one is pending.
CREATE UNIQUE INDEX orders_pending ON orders (customer_id, kind, item_id, pay_type) WHERE state = 'pending';
CREATE INDEX orders_by_customer ON orders (customer_id, kind, created_at DESC, order_no);
-- For the sweep: orders that have not come to rest.
CREATE INDEX orders_unfinished ON orders (updated_at) WHERE state IN ('pending', 'paid', 'refunding');

-- Messages that claimed to be a gateway's and could not be tied to an order. Those that can are on its timeline.
CREATE TABLE anomaly (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  gateway TEXT NOT NULL,
  -- Whether the gateway really said it. Anyone can send the rest, which must not hide these.
  genuine INTEGER NOT NULL CHECK (genuine IN (0, 1)),
  reason TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX anomaly_by_time ON anomaly (genuine DESC, at DESC);
