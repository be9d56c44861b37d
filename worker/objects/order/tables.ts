/** Tables of an OrderObject (docs/storage-schema.md). Amounts in the minor unit, times in epoch ms. Append only. */
export const ORDER_SCHEMA = [
  `CREATE TABLE purchase (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     placed TEXT NOT NULL,
     state TEXT NOT NULL,
     paying_with INTEGER NOT NULL,
     version INTEGER NOT NULL DEFAULT 0,
     projected INTEGER NOT NULL DEFAULT 0,
     stock_released INTEGER NOT NULL DEFAULT 0,
     paid_at INTEGER,
     completed_at INTEGER,
     granted TEXT,
     work_at INTEGER,
     work_tries INTEGER NOT NULL DEFAULT 0,
     codes_shown INTEGER NOT NULL DEFAULT 0,
     expire_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE attempt (
     number TEXT PRIMARY KEY,
     ordinal INTEGER NOT NULL UNIQUE,
     gateway TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('opening', 'open', 'closed', 'paid', 'refunded')),
     payable_until INTEGER NOT NULL,
     shown_at INTEGER NOT NULL,
     query_at INTEGER
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
     due_at INTEGER
   ) STRICT;
   CREATE TABLE timeline (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     at INTEGER NOT NULL,
     event TEXT NOT NULL,
     data TEXT NOT NULL
   ) STRICT;`,
];
