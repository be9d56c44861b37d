import { OUTBOX_TABLES } from "../../durable/outbox.ts";

/**
 * Tables of an AccountObject (docs/storage-schema.md). Units are integers, times epoch ms. Append only: each step takes
 * the rows of those before it along.
 */
export const ACCOUNT_SCHEMA = [
  `CREATE TABLE journal (
     key TEXT PRIMARY KEY,
     kind TEXT NOT NULL,
     request TEXT NOT NULL,
     answer TEXT NOT NULL,
     at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE entitlement (
     kind TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     expires_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL
   ) STRICT;`,

  `CREATE TABLE ledger_transaction (
     seq INTEGER PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL CHECK (kind IN
       ('grant', 'deduct', 'hold', 'settle', 'release', 'expire', 'reverse', 'coze.extend')),
     reference TEXT NOT NULL,
     at INTEGER NOT NULL,
     detail TEXT NOT NULL,
     request TEXT,
     answer TEXT NOT NULL
   ) STRICT;
   CREATE INDEX ledger_transaction_by_time ON ledger_transaction (at);
   CREATE INDEX ledger_transaction_by_kind ON ledger_transaction (kind, at);

   CREATE TABLE ledger_entry (
     seq INTEGER NOT NULL REFERENCES ledger_transaction (seq),
     asset TEXT NOT NULL CHECK (asset IN ('power', 'credits')),
     account TEXT NOT NULL CHECK (account IN
       ('issued', 'available', 'held', 'spent', 'expired', 'reversed')),
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
     CHECK (issued + available + held + spent + expired + reversed = 0)
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
     CHECK (remaining + held <= granted)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX lot_by_spending_order ON lot (asset, expires_at IS NULL, expires_at, granted_at, id)
     WHERE remaining > 0;
   CREATE INDEX lot_by_end ON lot (expires_at, asset) WHERE remaining > 0 AND expires_at IS NOT NULL;

   CREATE TABLE hold (
     id TEXT PRIMARY KEY REFERENCES ledger_transaction (key),
     asset TEXT NOT NULL CHECK (asset IN ('power', 'credits')),
     amount INTEGER NOT NULL CHECK (amount > 0),
     reference TEXT NOT NULL,
     deadline INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'released', 'lapsed'))
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX hold_by_deadline ON hold (deadline, id) WHERE state = 'open';

   CREATE TABLE hold_part (
     hold TEXT NOT NULL REFERENCES hold (id),
     ordinal INTEGER NOT NULL,
     lot TEXT NOT NULL REFERENCES lot (id),
     amount INTEGER NOT NULL CHECK (amount > 0),
     PRIMARY KEY (hold, ordinal)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE refusal (
     key TEXT PRIMARY KEY,
     request TEXT NOT NULL,
     answer TEXT NOT NULL,
     at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX refusal_by_time ON refusal (at);

   INSERT INTO ledger_transaction (key, kind, reference, at, detail, request, answer)
   SELECT key, 'coze.extend', ref, at,
          json_object('name', request ->> '$.name', 'days', request -> '$.days',
                      'expiresAtMs', answer -> '$.expiresAtMs'),
          json_object('kind', 'coze.extend', 'reference', ref,
                      'sale', json_object('name', request ->> '$.name', 'days', request -> '$.days')),
          answer
   FROM (SELECT *, rowid AS position,
                CASE WHEN key LIKE 'order:%' THEN substr(key, 7) ELSE key END AS ref
         FROM journal)
   ORDER BY at, position;
   DROP TABLE journal;`,

  // The package's name in the other languages, JSON by language.
  "ALTER TABLE entitlement ADD COLUMN names TEXT;",

  // What is taken back and may be owed. A CHECK cannot be changed, so the tables are made anew, children dropped before
  // what they refer to. Kinds are no longer listed: the next one would copy a whole history for a word.
  `CREATE TABLE new_transaction (
     seq INTEGER PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     reference TEXT NOT NULL,
     at INTEGER NOT NULL,
     detail TEXT NOT NULL,
     request TEXT,
     answer TEXT NOT NULL
   ) STRICT;
   CREATE TABLE new_entry (
     seq INTEGER NOT NULL REFERENCES new_transaction (seq),
     asset TEXT NOT NULL CHECK (asset IN ('power', 'credits')),
     account TEXT NOT NULL CHECK (account IN
       ('issued', 'available', 'held', 'spent', 'expired', 'reversed', 'debt')),
     amount INTEGER NOT NULL CHECK (amount <> 0),
     balance INTEGER NOT NULL,
     PRIMARY KEY (seq, asset, account)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE new_counter (
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
   CREATE TABLE new_lot (
     id TEXT PRIMARY KEY REFERENCES new_transaction (key),
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
   CREATE TABLE new_hold (
     id TEXT PRIMARY KEY REFERENCES new_transaction (key),
     asset TEXT NOT NULL CHECK (asset IN ('power', 'credits')),
     amount INTEGER NOT NULL CHECK (amount > 0),
     reference TEXT NOT NULL,
     deadline INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'released', 'lapsed'))
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE new_hold_part (
     hold TEXT NOT NULL REFERENCES new_hold (id),
     ordinal INTEGER NOT NULL,
     lot TEXT NOT NULL REFERENCES new_lot (id),
     amount INTEGER NOT NULL CHECK (amount > 0),
     PRIMARY KEY (hold, ordinal)
   ) STRICT, WITHOUT ROWID;

   INSERT INTO new_transaction SELECT seq, key, kind, reference, at, detail, request, answer FROM ledger_transaction;
   INSERT INTO new_entry SELECT seq, asset, account, amount, balance FROM ledger_entry;
   INSERT INTO new_counter SELECT asset, issued, available, held, spent, expired, reversed, 0 FROM counter;
   INSERT INTO new_lot
     SELECT id, asset, source, granted, remaining, held, granted_at, expires_at,
            coalesce((SELECT sum(answer ->> '$.amount') FROM ledger_transaction
                      WHERE kind = 'reverse' AND detail ->> '$.grant' = lot.id), 0)
     FROM lot;
   INSERT INTO new_hold SELECT id, asset, amount, reference, deadline, state FROM hold;
   INSERT INTO new_hold_part SELECT hold, ordinal, lot, amount FROM hold_part;

   DROP TABLE hold_part;
   DROP TABLE hold;
   DROP TABLE lot;
   DROP TABLE ledger_entry;
   DROP TABLE counter;
   DROP TABLE ledger_transaction;
   ALTER TABLE new_transaction RENAME TO ledger_transaction;
   ALTER TABLE new_entry RENAME TO ledger_entry;
   ALTER TABLE new_counter RENAME TO counter;
   ALTER TABLE new_lot RENAME TO lot;
   ALTER TABLE new_hold RENAME TO hold;
   ALTER TABLE new_hold_part RENAME TO hold_part;
   CREATE INDEX ledger_transaction_by_time ON ledger_transaction (at);
   CREATE INDEX ledger_transaction_by_kind ON ledger_transaction (kind, at);
   CREATE INDEX lot_by_spending_order ON lot (asset, expires_at IS NULL, expires_at, granted_at, id)
     WHERE remaining > 0;
   CREATE INDEX lot_by_end ON lot (expires_at, asset) WHERE remaining > 0 AND expires_at IS NOT NULL;
   CREATE INDEX hold_by_deadline ON hold (deadline, id) WHERE state = 'open';

   CREATE TABLE allowance (
     name TEXT PRIMARY KEY CHECK (name IN ('negative')),
     given_at INTEGER NOT NULL,
     given_by TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,

  // A stretch for each order instead of one end for all. Days were used in the order they were bought, so from that end
  // backwards each order that was not taken back has the days it sold. What was bought before a pause had ended when the
  // next was bought, and here too it ends before that.
  `CREATE TABLE new_entitlement (
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
   CREATE INDEX entitlement_by_end ON new_entitlement (expires_at, kind);

   INSERT INTO new_entitlement (kind, source, name, names, tier, days, starts_at, expires_at)
   SELECT 'coze', key, name, names, 0, days, ends_at - days * 86400000, ends_at
   FROM (SELECT key, name, names, days,
                expires_at - 86400000 * coalesce(sum(days) OVER (
                  ORDER BY seq DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS ends_at
         FROM (SELECT seq, key, detail ->> '$.name' AS name, detail ->> '$.days' AS days,
                      nullif(json_patch('{}', json_object('en', detail ->> '$.name_en',
                                                          'jp', detail ->> '$.name_jp')), '{}') AS names
               FROM ledger_transaction
               WHERE kind = 'coze.extend' AND detail ->> '$.name' IS NOT NULL
                 AND json_type(detail, '$.days') = 'integer' AND detail ->> '$.days' BETWEEN 1 AND 10000000
                 AND reference NOT IN (SELECT reference FROM ledger_transaction WHERE kind = 'coze.retract')),
              (SELECT expires_at FROM entitlement WHERE kind = 'coze'));

   -- Where the history does not tell, the rest stays as one stretch under the name that it had.
   INSERT INTO new_entitlement (kind, source, name, names, tier, days, starts_at, expires_at)
   SELECT 'coze', 'carried-over', name, names, 0, (untold_until - updated_at + 86399999) / 86400000, updated_at, untold_until
   FROM (SELECT name, names, updated_at,
                coalesce((SELECT min(starts_at) FROM new_entitlement), expires_at) AS untold_until
         FROM entitlement WHERE kind = 'coze')
   WHERE untold_until > updated_at;

   DROP TABLE entitlement;
   ALTER TABLE new_entitlement RENAME TO entitlement;

   -- A request that comes again is compared with what is kept of it: it names the grant now, and no end.
   UPDATE ledger_transaction
   SET request = json_set(json_remove(request, '$.soldUntilMs'), '$.grant', 'order:' || reference)
   WHERE kind = 'coze.retract' AND request IS NOT NULL;
   UPDATE refusal
   SET request = json_set(json_remove(request, '$.soldUntilMs'), '$.grant', 'order:' || (request ->> '$.reference'))
   WHERE request ->> '$.kind' = 'coze.retract';`,

  // Who the customer is, and what D1 has been told of the account. What was stored before is projected with its next change.
  `CREATE TABLE profile (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     name TEXT,
     email TEXT,
     first_seen_at INTEGER NOT NULL,
     last_seen_at INTEGER NOT NULL
   ) STRICT;
   ${OUTBOX_TABLES}`,

  // Who let the customer owe and who ended that: each change is kept, and the last one is what holds. What was there tells
  // only who allowed it.
  `CREATE TABLE allowance_change (
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
   INSERT INTO allowance_change (name, allow, by, at) SELECT name, 1, given_by, given_at FROM allowance;
   DROP TABLE allowance;`,

  // The customer's plan and the most that was granted for each credit period, which never falls. What a plan gave is spent
  // before what was bought.
  `CREATE TABLE plan (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     terms TEXT NOT NULL CHECK (json_valid(terms)),
     source TEXT NOT NULL CHECK (source IN ('stripe', 'prepaid', 'lifetime', 'manual')),
     reference TEXT NOT NULL,
     started_at INTEGER NOT NULL,
     ends_at INTEGER,
     past_due INTEGER NOT NULL CHECK (past_due IN (0, 1))
   ) STRICT;
   CREATE TABLE credit_period (
     name TEXT PRIMARY KEY,
     version TEXT NOT NULL CHECK (version IN ('v1', 'v2')),
     granted INTEGER NOT NULL CHECK (granted > 0),
     ends_at INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX credit_period_by_end ON credit_period (ends_at) WHERE ends_at IS NOT NULL;
   CREATE TRIGGER credit_period_never_falls BEFORE UPDATE ON credit_period
     WHEN NEW.granted < OLD.granted OR NEW.version <> OLD.version
     BEGIN SELECT raise(ABORT, 'the most that was granted for a period never falls'); END;
   CREATE TRIGGER credit_period_is_kept BEFORE DELETE ON credit_period
     BEGIN SELECT raise(ABORT, 'what was granted for a period stays written down'); END;
   DROP INDEX lot_by_spending_order;
   CREATE INDEX lot_by_spending_order
     ON lot (asset, expires_at IS NULL, expires_at, source <> 'plan', granted_at, id) WHERE remaining > 0;
   CREATE INDEX lot_by_waking_end ON lot (expires_at)
     WHERE remaining > 0 AND expires_at IS NOT NULL AND source <> 'plan';`,

  // The subscription: the one place that says what plan a customer has. The record is that of domain/subscription/state.ts; `held` is what
  // the credit rules read of it, so that a deduction reads no history. A plan that was given by hand is a period of it; its rank
  // and interval were not kept, so it ranks below whatever is bought. Of credits a mark keeps what was taken back.
  `CREATE TABLE subscription (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     record TEXT NOT NULL CHECK (json_valid(record)),
     held TEXT CHECK (json_valid(held)),
     look_at INTEGER,
     grace_days INTEGER NOT NULL,
     time_zone TEXT NOT NULL
   ) STRICT;
   CREATE TABLE subscription_act (
     key TEXT PRIMARY KEY,
     act TEXT NOT NULL CHECK (json_valid(act)),
     tries INTEGER NOT NULL,
     due_at INTEGER NOT NULL,
     detail TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   INSERT INTO subscription (id, record, held, look_at, grace_days, time_zone)
   SELECT 1, json_object(
       'planId', 'free', 'terms', NULL, 'status', 'free', 'source', 'none', 'periodStartMs', NULL, 'periodEndMs', NULL,
       'cancelAtMs', NULL, 'pendingChange', NULL, 'pastDueSinceMs', NULL, 'trialEndMs', NULL,
       'entitled', json('false'), 'entitledUntilMs', NULL, 'ended', NULL, 'trialUsedBy', NULL,
       'purchases', json('[]'), 'link', NULL, 'surplus', json('[]'), 'refusedOrders', json('[]'),
       'periods', json_array(json_object(
         'key', 'manual:1', 'source', 'manual', 'kind', 'paid', 'startMs', started_at, 'endMs', ends_at,
         'subscriptionId', NULL, 'invoiceId', NULL, 'standing', 'good', 'standingSinceMs', started_at,
         'granted', json('true'), 'turns', 0,
         'terms', json_object(
           'planId', terms ->> '$.planId', 'family', terms ->> '$.planId', 'rank', 0, 'price', NULL,
           'interval', CASE terms ->> '$.creditRule' WHEN 'once' THEN 'once' ELSE 'month' END,
           'allowance', json(terms -> '$.allowance'), 'creditRule', terms ->> '$.creditRule')))),
     NULL, 0, 7, 'Asia/Shanghai'
   FROM plan WHERE source = 'manual' AND (ends_at IS NULL OR ends_at >= started_at);
   DROP TABLE plan;
   ALTER TABLE credit_period ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0
     CHECK (taken_back BETWEEN 0 AND granted);
   DROP TRIGGER credit_period_never_falls;
   CREATE TRIGGER credit_period_never_falls BEFORE UPDATE ON credit_period
     WHEN NEW.granted < OLD.granted OR NEW.taken_back < OLD.taken_back OR NEW.version <> OLD.version
     BEGIN SELECT raise(ABORT, 'what was granted for a period, and taken back of it, never falls'); END;`,

  // The customer at Stripe, the events that were heard of, and when Stripe is asked next.
  `CREATE TABLE stripe_customer (
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
   ) STRICT;`,
  // What was used. Counters by day and by period are kept for ever, single events 400 days.
  `CREATE TABLE usage_event (
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
   ) STRICT, WITHOUT ROWID;`,
  // What Stripe Billing issued, as it was when Stripe was asked last. Of what was issued before, the next look tells.
  `CREATE TABLE stripe_document (
     id TEXT PRIMARY KEY,
     document TEXT NOT NULL CHECK (json_valid(document))
   ) STRICT, WITHOUT ROWID;`,
  // What needs an operator's eye; NULL where nothing ever did. What is so already is worked out at once, where the record shows it.
  `ALTER TABLE subscription ADD COLUMN attention TEXT CHECK (json_valid(attention));
   UPDATE subscription SET look_at = 0;`,
];
