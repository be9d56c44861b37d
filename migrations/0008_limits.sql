-- What bounds the work that callers can cause (docs/limits.md).

-- Whether the order ever opened a number at a gateway, as its object says when it ends. One that did not has nothing to compare
-- with anybody's books, and is forgotten after a while.
ALTER TABLE orders ADD COLUMN opened INTEGER NOT NULL DEFAULT 1 CHECK (opened IN (0, 1));

-- The comparison walks these, in this order. The condition stands in its queries in the same words, or SQLite does not see it.
DROP INDEX orders_by_time;
CREATE INDEX orders_to_compare ON orders (created_at, order_no) WHERE opened = 1 OR state NOT IN ('expired', 'cancelled');
CREATE INDEX orders_to_forget ON orders (updated_at) WHERE opened = 0 AND state IN ('expired', 'cancelled');

-- Messages that are not a gateway's, which anybody can send: counted by day (UTC) and reason, with a few of the first ones.
CREATE TABLE anomaly_count (
  day TEXT NOT NULL,
  gateway TEXT NOT NULL,
  reason TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  -- JSON array of the first different details.
  details TEXT NOT NULL CHECK (json_valid(details)),
  PRIMARY KEY (day, gateway, reason)
) STRICT;
CREATE INDEX anomaly_count_by_time ON anomaly_count (last_at DESC);

INSERT INTO anomaly_count (day, gateway, reason, count, first_at, last_at, details)
  SELECT date(at / 1000, 'unixepoch'), gateway, reason, count(*), min(at), max(at), json_array(min(detail))
  FROM anomaly WHERE genuine = 0 GROUP BY 1, 2, 3;
DELETE FROM anomaly WHERE genuine = 0;
