import { OUTBOX_TABLES } from "../../../durable/outbox.ts";

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

  // A refund is of a whole payment and only a due one is sent: beside one that is done, none is ever sent.
  // Refunds at an operator's wish. Orders with refunds are told to D1 anew, which lists them from now on.
  `CREATE TABLE refund_wish (
     ordinal INTEGER PRIMARY KEY,
     claw_back TEXT NOT NULL CHECK (claw_back IN ('full', 'what-is-left')),
     reason TEXT NOT NULL,
     asked_by TEXT NOT NULL,
     asked_at INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'refused')),
     answer TEXT
   ) STRICT;
   CREATE UNIQUE INDEX refund_wish_stands_once ON refund_wish ((1)) WHERE state IN ('open', 'taken');
   ALTER TABLE refund ADD COLUMN reason TEXT NOT NULL DEFAULT '';
   ALTER TABLE refund ADD COLUMN detail TEXT NOT NULL DEFAULT '';
   ALTER TABLE refund ADD COLUMN started_at INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE refund ADD COLUMN retrying INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE refund ADD COLUMN replaced_by TEXT;
   ALTER TABLE refund ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
   CREATE UNIQUE INDEX refund_is_sent_once ON refund (trade_number) WHERE state IN ('due', 'done');
   UPDATE refund SET started_at = coalesce((SELECT max(at) FROM timeline
     WHERE event = 'refund-started' AND data ->> '$.number' = trade_number), 0);
   UPDATE purchase SET version = version + 1, work_at = 0 WHERE EXISTS (SELECT 1 FROM refund);`,

  // What D1 has been told moves to the outbox. `work_at` stays for the grant and its reversal.
  `${OUTBOX_TABLES}
   INSERT INTO outbox (id, version, delivered, due_at, tries, delivered_at)
     SELECT 1, version, projected, iif(projected < version, coalesce(work_at, 0), NULL), 0, 0 FROM purchase;
   ALTER TABLE purchase DROP COLUMN version;
   ALTER TABLE purchase DROP COLUMN projected;`,

  // Why a paid order cannot be granted.
  `ALTER TABLE purchase ADD COLUMN stuck TEXT;`,

  // Numbers from before count as opened once; their codes are not known, so they are not shown again.
  `ALTER TABLE attempt ADD COLUMN code_url TEXT;
   ALTER TABLE attempt ADD COLUMN openings INTEGER NOT NULL DEFAULT 1;`,

  // Gateways with an id of their own for a trade, and payments that a bank confirms later.
  `ALTER TABLE attempt ADD COLUMN gateway_id TEXT;
   ALTER TABLE attempt ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE attempt ADD COLUMN confirming INTEGER NOT NULL DEFAULT 0;
   UPDATE attempt SET opened_at = shown_at;`,

  // When all numbers were last asked about at once.
  `ALTER TABLE purchase ADD COLUMN asked_at INTEGER;`,
];
