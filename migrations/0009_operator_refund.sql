-- Orders that each operator asked to refund lately: counted, so that a stolen or mistaken operator's account cannot give
-- everything back in a minute. Rows older than a day are dropped as new ones come.

CREATE TABLE operator_refund (
  -- The operator's `sub`.
  operator TEXT NOT NULL,
  order_no TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  PRIMARY KEY (operator, order_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_refund_by_time ON operator_refund (operator, asked_at);
