/**
 * Tables of an AccountObject as all steps of ACCOUNT_SCHEMA leave them (docs/storage-schema.md): a new object
 * gets them at once. Whoever appends a step changes this too; a test compares the two (worker/test/schemas.test.ts).
 */
export const ACCOUNT_TABLES = `
CREATE TABLE refusal (
  key TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refusal_by_time ON refusal (at);
CREATE TABLE ledger_transaction (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  reference TEXT NOT NULL,
  at INTEGER NOT NULL,
  detail TEXT NOT NULL,
  request TEXT,
  answer TEXT NOT NULL
) STRICT;
CREATE TABLE ledger_entry (
  seq INTEGER NOT NULL REFERENCES ledger_transaction (seq),
  asset TEXT NOT NULL CHECK (asset IN ('power', 'credits')),
  account TEXT NOT NULL CHECK (account IN
    ('issued', 'available', 'held', 'spent', 'expired', 'reversed', 'debt')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  balance INTEGER NOT NULL,
  PRIMARY KEY (seq, asset, account)
) STRICT, WITHOUT ROWID;
CREATE TABLE counter (
  asset TEXT PRIMARY KEY CHECK (asset IN ('power', 'credits')),
  issued INTEGER NOT NULL CHECK (issued <= 0),
  available INTEGER NOT NULL CHECK (available >= 0),
  held INTEGER NOT NULL CHECK (held >= 0),
  spent INTEGER NOT NULL CHECK (spent >= 0),
  expired INTEGER NOT NULL CHECK (expired >= 0),
  reversed INTEGER NOT NULL CHECK (reversed >= 0),
  debt INTEGER NOT NULL CHECK (debt <= 0),
  CHECK (issued + available + held + spent + expired + reversed + debt = 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE lot (
  id TEXT PRIMARY KEY REFERENCES ledger_transaction (key),
  asset TEXT NOT NULL CHECK (asset IN ('power', 'credits')),
  source TEXT NOT NULL,
  granted INTEGER NOT NULL CHECK (granted > 0),
  remaining INTEGER NOT NULL CHECK (remaining >= 0),
  held INTEGER NOT NULL CHECK (held >= 0),
  granted_at INTEGER NOT NULL,
  expires_at INTEGER,
  taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back BETWEEN 0 AND granted),
  CHECK (remaining + held <= granted)
) STRICT, WITHOUT ROWID;
CREATE TABLE hold (
  id TEXT PRIMARY KEY REFERENCES ledger_transaction (key),
  asset TEXT NOT NULL CHECK (asset IN ('power', 'credits')),
  amount INTEGER NOT NULL CHECK (amount > 0),
  reference TEXT NOT NULL,
  deadline INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'released', 'lapsed'))
) STRICT, WITHOUT ROWID;
CREATE TABLE hold_part (
  hold TEXT NOT NULL REFERENCES hold (id),
  ordinal INTEGER NOT NULL,
  lot TEXT NOT NULL REFERENCES lot (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  PRIMARY KEY (hold, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_transaction_by_time ON ledger_transaction (at);
CREATE INDEX ledger_transaction_by_kind ON ledger_transaction (kind, at);
CREATE INDEX lot_by_end ON lot (expires_at, asset) WHERE remaining > 0 AND expires_at IS NOT NULL;
CREATE INDEX hold_by_deadline ON hold (deadline, id) WHERE state = 'open';
CREATE TABLE entitlement (
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  names TEXT,
  tier INTEGER NOT NULL,
  days INTEGER NOT NULL CHECK (days > 0),
  starts_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at >= starts_at),
  PRIMARY KEY (kind, source),
  CHECK (expires_at - starts_at <= days * 86400000)
) STRICT, WITHOUT ROWID;
CREATE INDEX entitlement_by_end ON entitlement (expires_at, kind);
CREATE TABLE profile (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT,
  email TEXT,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  delivered INTEGER NOT NULL CHECK (delivered <= version),
  due_at INTEGER,
  tries INTEGER NOT NULL,
  delivered_at INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox_event (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE TABLE allowance_change (
  seq INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name IN ('negative')),
  allow INTEGER NOT NULL CHECK (allow IN (0, 1)),
  by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX allowance_change_by_name ON allowance_change (name, seq);
CREATE TRIGGER allowance_change_stays BEFORE UPDATE ON allowance_change
  BEGIN SELECT raise(ABORT, 'what was changed stays written down'); END;
CREATE TRIGGER allowance_change_is_kept BEFORE DELETE ON allowance_change
  BEGIN SELECT raise(ABORT, 'what was changed stays written down'); END;
CREATE TABLE credit_period (
  name TEXT PRIMARY KEY,
  version TEXT NOT NULL CHECK (version IN ('v1', 'v2')),
  granted INTEGER NOT NULL CHECK (granted > 0),
  ends_at INTEGER,
  taken_back INTEGER NOT NULL DEFAULT 0
  CHECK (taken_back BETWEEN 0 AND granted)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_period_by_end ON credit_period (ends_at) WHERE ends_at IS NOT NULL;
CREATE TRIGGER credit_period_is_kept BEFORE DELETE ON credit_period
  BEGIN SELECT raise(ABORT, 'what was granted for a period stays written down'); END;
CREATE INDEX lot_by_spending_order
  ON lot (asset, expires_at IS NULL, expires_at, source <> 'plan', granted_at, id) WHERE remaining > 0;
CREATE INDEX lot_by_waking_end ON lot (expires_at)
  WHERE remaining > 0 AND expires_at IS NOT NULL AND source <> 'plan';
CREATE TABLE subscription (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  record TEXT NOT NULL CHECK (json_valid(record)),
  held TEXT CHECK (json_valid(held)),
  look_at INTEGER,
  grace_days INTEGER NOT NULL,
  time_zone TEXT NOT NULL,
  attention TEXT CHECK (json_valid(attention))
) STRICT;
CREATE TABLE subscription_act (
  key TEXT PRIMARY KEY,
  act TEXT NOT NULL CHECK (json_valid(act)),
  tries INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER credit_period_never_falls BEFORE UPDATE ON credit_period
  WHEN NEW.granted < OLD.granted OR NEW.taken_back < OLD.taken_back OR NEW.version <> OLD.version
  BEGIN SELECT raise(ABORT, 'what was granted for a period, and taken back of it, never falls'); END;
CREATE TABLE stripe_customer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  stripe_id TEXT NOT NULL,
  linked_at INTEGER NOT NULL
) STRICT;
CREATE TABLE stripe_event (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  applied_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX stripe_event_waiting ON stripe_event (received_at) WHERE applied_at IS NULL;
CREATE TABLE stripe_look (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  due_at INTEGER,
  tries INTEGER NOT NULL,
  watch_from INTEGER,
  asked_at INTEGER NOT NULL
) STRICT;
CREATE TABLE usage_event (
  seq INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  id TEXT NOT NULL,
  product TEXT NOT NULL,
  count INTEGER NOT NULL,
  pools TEXT CHECK (json_valid(pools)),
  at INTEGER NOT NULL,
  day TEXT NOT NULL,
  period TEXT NOT NULL,
  late INTEGER NOT NULL CHECK (late IN (0, 1)),
  properties TEXT NOT NULL CHECK (json_valid(properties)),
  corrects TEXT,
  request TEXT NOT NULL,
  costs TEXT NOT NULL CHECK (json_valid(costs)),
  asset TEXT CHECK (asset IN ('power', 'credits')),
  charged INTEGER NOT NULL,
  paid_until INTEGER,
  corrected INTEGER NOT NULL CHECK (corrected = 0 OR corrected BETWEEN 0 AND count),
  recorded_at INTEGER NOT NULL,
  UNIQUE (host, id)
) STRICT;
CREATE INDEX usage_event_by_day ON usage_event (day, seq);
CREATE INDEX usage_event_of_product ON usage_event (product, day, seq);
CREATE TABLE usage_day (
  day TEXT NOT NULL,
  product TEXT NOT NULL,
  count INTEGER NOT NULL,
  set_at INTEGER,
  PRIMARY KEY (day, product)
) STRICT, WITHOUT ROWID;
CREATE TABLE usage_counter (
  period TEXT NOT NULL,
  product TEXT NOT NULL,
  count INTEGER NOT NULL,
  starts_at INTEGER,
  ends_at INTEGER,
  set_at INTEGER NOT NULL,
  told_percent INTEGER NOT NULL,
  quota INTEGER,
  PRIMARY KEY (period, product)
) STRICT, WITHOUT ROWID;
CREATE TABLE usage_owing (
  product TEXT NOT NULL,
  asset TEXT NOT NULL CHECK (asset IN ('power', 'credits')),
  per INTEGER NOT NULL CHECK (per > 0),
  parts INTEGER NOT NULL CHECK (parts >= 0 AND (per = 1 OR parts < per)),
  PRIMARY KEY (product, asset, per)
) STRICT, WITHOUT ROWID;
CREATE TABLE stripe_document (
  id TEXT PRIMARY KEY,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT, WITHOUT ROWID;
`;
