-- What the recharge centre sells, and the keys by which a host product calls.

CREATE TABLE recharge_rule (
  id TEXT PRIMARY KEY,
  power INTEGER NOT NULL CHECK (power > 0),
  -- Given on top of what is paid for.
  give_power INTEGER NOT NULL DEFAULT 0 CHECK (give_power >= 0),
  sell_price_minor INTEGER NOT NULL CHECK (sell_price_minor > 0),
  currency TEXT NOT NULL DEFAULT 'CNY',
  label TEXT NOT NULL DEFAULT '',
  -- JSON object by language ("en", "jp") with label.
  translations TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(translations)),
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  sort INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
) STRICT;

-- A customer's records: all kinds together, newest first.
CREATE INDEX orders_of_customer ON orders (customer_id, created_at DESC, order_no);

-- Server-to-server keys. Only a hash is kept: whoever reads this table can call nothing.
CREATE TABLE api_key (
  prefix TEXT PRIMARY KEY,
  -- The host product, the same for all keys of one name: a new key goes on with the old one's holds and idempotency keys.
  host_id TEXT NOT NULL,
  -- SHA-256 of the secret, hex. The secret has 192 random bits, so no slow hash is needed.
  secret_hash TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

-- How many calls were refused for their key, by day (UTC) and reason. `prefix` is empty for one that nobody has.
CREATE TABLE api_refusal (
  day TEXT NOT NULL,
  prefix TEXT NOT NULL,
  reason TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, prefix, reason)
) STRICT;
