-- What operators note of rows that need a person, from where they act, and why a document could not be issued.

-- `aside`: how many messages had come when an operator set the row aside; 0 while it is open. A row that has more since is open
-- again. `note_version` tells two operators apart who write at once. Who wrote before is in `audit`.
ALTER TABLE anomaly ADD COLUMN note TEXT;
ALTER TABLE anomaly ADD COLUMN noted_by TEXT;
ALTER TABLE anomaly ADD COLUMN noted_at INTEGER;
ALTER TABLE anomaly ADD COLUMN note_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE anomaly ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;
CREATE INDEX anomaly_open ON anomaly (genuine, aside, at DESC) WHERE genuine = 1 AND aside = 0;

ALTER TABLE anomaly_count ADD COLUMN note TEXT;
ALTER TABLE anomaly_count ADD COLUMN noted_by TEXT;
ALTER TABLE anomaly_count ADD COLUMN noted_at INTEGER;
ALTER TABLE anomaly_count ADD COLUMN note_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE anomaly_count ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;

ALTER TABLE discrepancy ADD COLUMN note TEXT;
ALTER TABLE discrepancy ADD COLUMN noted_by TEXT;
ALTER TABLE discrepancy ADD COLUMN noted_at INTEGER;
ALTER TABLE discrepancy ADD COLUMN note_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE discrepancy ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;

-- Before, only a week of them waited for a person: what is older must not wait all at once. Nobody noted it, so `noted_by` stays NULL.
UPDATE anomaly SET aside = 1, note_version = 1, noted_at = unixepoch() * 1000,
    note = 'Set aside by the update that brought notes, because it was older than a week.'
  WHERE genuine = 1 AND at < (unixepoch() - 7 * 86400) * 1000;
UPDATE anomaly_count SET aside = count, note_version = 1, noted_at = unixepoch() * 1000,
    note = 'Set aside by the update that brought notes, because it was older than a week.'
  WHERE last_at < (unixepoch() - 7 * 86400) * 1000;
UPDATE discrepancy SET aside = 1, note_version = 1, noted_at = unixepoch() * 1000,
    note = 'Set aside by the update that brought notes, because it was older than a week.'
  WHERE found_at < (unixepoch() - 7 * 86400) * 1000;

CREATE INDEX discrepancy_open ON discrepancy (found_at DESC, number) WHERE aside = 0;

-- The network address that an act was sent from, as Cloudflare tells it; NULL where it tells none, and for acts of before.
ALTER TABLE audit ADD COLUMN address TEXT;
CREATE INDEX audit_by_address ON audit (address, id) WHERE address IS NOT NULL;

-- Why the last try failed; NULL while the first one is under way, or where a run ended in the middle of it.
ALTER TABLE job_retry ADD COLUMN fault TEXT;
