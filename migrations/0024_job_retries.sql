-- What a job of the cron tries, or tried and could not do: when it is tried again. One that fails keeps no other from its turn.
CREATE TABLE job_retry (
  job TEXT NOT NULL CHECK (job IN ('credit-note', 'draft', 'forget-order')),
  -- The sale, the invoice, the order.
  id TEXT NOT NULL,
  tries INTEGER NOT NULL CHECK (tries >= 1),
  due_at INTEGER NOT NULL,
  PRIMARY KEY (job, id)
) STRICT, WITHOUT ROWID;
