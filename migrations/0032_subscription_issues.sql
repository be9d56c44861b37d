-- What needs an operator's eye of a customer's subscription, as the account tells it (docs/decisions/0017-subscription-reducer.md). A row goes
-- when the account names its case no more, and its note with it.
CREATE TABLE subscription_issue (
  customer_id TEXT NOT NULL,
  -- Names the case: the same one comes under the same key.
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- The price, subscription, invoice, order or customer that it is about, by its id.
  about TEXT NOT NULL,
  -- When the account saw it first, epoch ms.
  since INTEGER NOT NULL,
  -- What operators note of it, as in 0027_row_notes.sql.
  note TEXT,
  noted_by TEXT,
  noted_at INTEGER,
  note_version INTEGER NOT NULL DEFAULT 0,
  aside INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (customer_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX subscription_issue_open ON subscription_issue (since DESC, customer_id, key) WHERE aside = 0;
