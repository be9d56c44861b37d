-- What the objects project for lists, search and host products: one row per customer, and every event.

CREATE TABLE customer (
  -- The `sub` of the identity provider; also the name of the account's object.
  id TEXT PRIMARY KEY,
  -- As the identity provider told it at the last sign-in; NULL for a customer who never signed in here.
  name TEXT,
  email TEXT,
  -- JSON array of { asset, available, held }.
  balances TEXT NOT NULL CHECK (json_valid(balances)),
  -- JSON array of { kind, name, startsAt, expiresAt, source }, times epoch ms.
  entitlements TEXT NOT NULL CHECK (json_valid(entitlements)),
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  -- Counts the account's projections. One arriving late or twice never overwrites a newer one.
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX customer_by_last_seen ON customer (last_seen_at DESC, id);
CREATE INDEX customer_by_email ON customer (email) WHERE email IS NOT NULL;

-- In the order of arrival. Written at least once by the objects' outboxes; `id` makes it once.
CREATE TABLE event (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  -- `<object>:<ordinal>`.
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  -- The customer.
  subject TEXT NOT NULL,
  -- Rises strictly for each customer.
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  UNIQUE (subject, seq)
) STRICT;
