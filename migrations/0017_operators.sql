-- Who may do what in the console, and what was done there.

CREATE TABLE operator (
  -- The `sub` of the identity provider.
  subject TEXT PRIMARY KEY,
  -- 'none' shuts out whom the provider itself calls an operator.
  role TEXT NOT NULL CHECK (role IN ('owner', 'finance', 'support', 'viewer', 'none')),
  changed_at INTEGER NOT NULL,
  -- The `sub` of who gave the role.
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- In the order of time. A row is written before its act is done and completed after it, so that no act is without one: what
-- stays 'begun' may have been done, and its object says whether it was.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  operator TEXT NOT NULL,
  role TEXT NOT NULL,
  act TEXT NOT NULL,
  -- An order's number, a customer's id, a flag's name, ...; NULL where an act has none.
  object TEXT,
  why TEXT NOT NULL DEFAULT '',
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  outcome TEXT NOT NULL CHECK (outcome IN ('begun', 'done', 'refused', 'failed', 'forbidden')),
  -- The refusal's code.
  code TEXT
) STRICT;
CREATE INDEX audit_by_operator ON audit (operator, id);
CREATE INDEX audit_by_act ON audit (act, id);
CREATE INDEX audit_by_object ON audit (object, id) WHERE object IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at, id);
