-- What a fapiao was asked over at first. Refunds make a request that waits less; the file that was exported before may still say
-- more, and what the tax office then issued is that.
ALTER TABLE fapiao_request ADD COLUMN asked_minor INTEGER CHECK (asked_minor IS NULL OR asked_minor > 0);
UPDATE fapiao_request SET asked_minor =
  CASE WHEN state = 'refused' AND updated_by = 'refund' THEN 0 ELSE amount_minor - red_minor END
  + (SELECT coalesce(sum(c.amount_minor), 0) FROM invoice AS c
     WHERE c.corrects_id = fapiao_request.invoice_id AND c.issued_at >= fapiao_request.created_at)
WHERE state <> 'refused' OR updated_by = 'refund';

-- Refunds that came through lately, to be credited.
CREATE INDEX refund_by_end ON refund (state, updated_at);

-- A refund that was done and whose money came back is out of the sum of the day on which it was counted.
CREATE TRIGGER sale_refund_undone AFTER UPDATE OF state ON refund
  WHEN old.state = 'done' AND new.state <> 'done' AND new.why <> 'surplus'
BEGIN
  UPDATE sales_day SET refunds = refunds - 1, refunded_minor = refunded_minor - old.amount_minor
  WHERE day = date(old.updated_at / 1000, 'unixepoch') AND currency = old.currency AND refunds > 0
    AND refunded_minor >= old.amount_minor
    AND (kind, pay_type) = (SELECT kind, paying_with FROM orders WHERE order_no = old.order_no);
END;
