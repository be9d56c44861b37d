/**
 * Tables of an OrderObject as all steps of ORDER_SCHEMA leave them (docs/storage-schema.md): a new object
 * gets them at once. Whoever appends a step changes this too; a test compares the two (worker/test/schemas.test.ts).
 */
export const ORDER_TABLES = `
CREATE TABLE purchase (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  placed TEXT NOT NULL,
  state TEXT NOT NULL,
  paying_with INTEGER NOT NULL,
  stock_released INTEGER NOT NULL DEFAULT 0,
  paid_at INTEGER,
  completed_at INTEGER,
  granted TEXT,
  work_at INTEGER,
  work_tries INTEGER NOT NULL DEFAULT 0,
  codes_shown INTEGER NOT NULL DEFAULT 0,
  expire_at INTEGER NOT NULL,
  stuck TEXT,
  asked_at INTEGER
) STRICT;
CREATE TABLE attempt (
  number TEXT PRIMARY KEY,
  ordinal INTEGER NOT NULL UNIQUE,
  gateway TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('opening', 'open', 'closed', 'paid', 'refunded')),
  payable_until INTEGER NOT NULL,
  shown_at INTEGER NOT NULL,
  query_at INTEGER,
  code_url TEXT,
  openings INTEGER NOT NULL DEFAULT 1,
  gateway_id TEXT,
  opened_at INTEGER NOT NULL DEFAULT 0,
  confirming INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE payment (
  key TEXT PRIMARY KEY,
  number TEXT NOT NULL REFERENCES attempt (number),
  gateway TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('settling', 'surplus')),
  paid_at INTEGER,
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX payment_settles_once ON payment (role) WHERE role = 'settling';
CREATE TABLE refund (
  number TEXT PRIMARY KEY,
  trade_number TEXT NOT NULL REFERENCES attempt (number),
  gateway TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  why TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('due', 'accepted', 'done', 'failed')),
  tries INTEGER NOT NULL,
  due_at INTEGER,
  reason TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  started_at INTEGER NOT NULL DEFAULT 0,
  retrying INTEGER NOT NULL DEFAULT 0,
  replaced_by TEXT,
  refusals INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE timeline (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE TABLE refund_wish (
  ordinal INTEGER PRIMARY KEY,
  claw_back TEXT NOT NULL CHECK (claw_back IN ('full', 'what-is-left')),
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'refused')),
  answer TEXT
) STRICT;
CREATE UNIQUE INDEX refund_wish_stands_once ON refund_wish ((1)) WHERE state IN ('open', 'taken');
CREATE UNIQUE INDEX refund_is_sent_once ON refund (trade_number) WHERE state IN ('due', 'done');
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
`;
