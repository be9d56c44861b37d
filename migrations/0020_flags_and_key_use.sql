-- What the console wrote into KV last, by name: KV cannot compare before it writes, D1 can. KV stays the source of truth.
CREATE TABLE flag_written (
  name TEXT PRIMARY KEY,
  -- NULL: deleted, so that the default counts.
  value TEXT,
  version INTEGER NOT NULL CHECK (version > 0),
  changed_at INTEGER NOT NULL,
  -- The `sub` of the operator.
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- When an API key was used, noted at most once an hour. A table of its own: `api_key` is read on every cold call.
CREATE TABLE api_key_use (
  prefix TEXT PRIMARY KEY,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
