-- Each red letter of a fapiao keeps its own number: a second refund makes a second one beside the first.
CREATE TABLE fapiao_red (
  request_id TEXT NOT NULL REFERENCES fapiao_request (id),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 8 AND 20 AND number NOT GLOB '*[^0-9]*'),
  -- Over so much of what was refunded.
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  written_at INTEGER NOT NULL,
  written_by TEXT NOT NULL,
  PRIMARY KEY (request_id, number)
) STRICT, WITHOUT ROWID;

INSERT INTO fapiao_red (request_id, number, amount_minor, written_at, written_by)
SELECT id, red_number, red_minor, updated_at, updated_by FROM fapiao_request WHERE red_number IS NOT NULL AND red_minor > 0;

ALTER TABLE fapiao_request DROP COLUMN red_number;
