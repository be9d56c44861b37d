-- Events are listed by time and type, and pulled by host products; what operators did is found by the customer that it touched.

-- The last position that left D1, by customer. A pull that stands before the highest of them has missed events, and is told so.
ALTER TABLE event_archived ADD COLUMN position INTEGER;
CREATE INDEX event_archived_by_position ON event_archived (position) WHERE position IS NOT NULL;

CREATE INDEX event_by_time ON event (at);
CREATE INDEX event_by_type ON event (type, at);

-- Whose customer's an act touched: the customer itself, or one of its orders or invoices. NULL for all else, and for orders that are archived.
ALTER TABLE audit ADD COLUMN customer TEXT;
UPDATE audit SET customer = CASE
    WHEN act LIKE 'customer.%' OR act = 'order.export-archive' THEN object
    WHEN act LIKE 'order.%' THEN (SELECT customer_id FROM orders WHERE order_no = audit.object)
    WHEN act LIKE 'invoice.%' THEN (SELECT customer_id FROM invoice WHERE id = audit.object OR number = audit.object)
  END
  WHERE object IS NOT NULL;
CREATE INDEX audit_of_customer ON audit (customer, at, id) WHERE customer IS NOT NULL;
