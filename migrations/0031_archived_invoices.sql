-- Invoices leave D1 by month too, each with its revisions, credit notes and wishes for a fapiao (docs/decisions/0028-archive.md). What
-- stays of one: where it is, the names under which it is looked for, and the sales that it invoices, which are invoiced once for ever.

CREATE TABLE archived_invoice (
  id INTEGER PRIMARY KEY,
  -- Its first revision.
  first_id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL,
  -- The month that it is about, which names its file.
  month TEXT NOT NULL,
  currency TEXT NOT NULL,
  -- Of the first revision: its place in the customer's list.
  issued_at INTEGER NOT NULL,
  -- Of the revision that holds.
  state TEXT NOT NULL CHECK (state IN ('paid', 'void'))
) STRICT;
CREATE INDEX archived_invoice_by_customer ON archived_invoice (customer_id, month);
-- Whether a month's are all back.
CREATE INDEX archived_invoice_by_month ON archived_invoice (month);

CREATE TABLE archived_name (
  -- The id and the number of each of its documents, the id of each wish, `order:…` of each sale that it invoices, `credit:…` of each
  -- sale that is credited. No two kinds are spelled alike.
  name TEXT PRIMARY KEY,
  invoice INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Invoices whose rows come back to D1 in the batch that is being applied; empty after every batch.
CREATE TABLE invoice_return (
  first_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The walks over months whose invoices leave, as `archive_month` has those of orders. Its month is the one that invoices are about.
CREATE TABLE archive_invoice_month (
  month TEXT PRIMARY KEY,
  -- Invoices that left D1, each with what goes with it; they may have come back since.
  invoices INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  walks INTEGER NOT NULL DEFAULT 0,
  cursor_at INTEGER NOT NULL DEFAULT 0,
  cursor_no TEXT NOT NULL DEFAULT '',
  due_at INTEGER NOT NULL,
  finished_at INTEGER,
  restore_after TEXT,
  restored_at INTEGER
) STRICT;

-- A document is deleted only in the batch that names it as archived.
DROP TRIGGER invoice_kept;
CREATE TRIGGER invoice_kept BEFORE DELETE ON invoice
  WHEN NOT EXISTS (SELECT 1 FROM archived_name WHERE name = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'an invoice is never deleted');
END;
DROP TRIGGER invoice_item_kept;
CREATE TRIGGER invoice_item_kept BEFORE DELETE ON invoice_item
  WHEN NOT EXISTS (SELECT 1 FROM archived_name WHERE name = OLD.invoice_id)
BEGIN
  SELECT RAISE(ABORT, 'an item of an invoice is never deleted');
END;

-- And what is archived is not written a second time, nor anything that goes with it: it comes back first.
CREATE TRIGGER invoice_archived BEFORE INSERT ON invoice
  WHEN EXISTS (SELECT 1 FROM archived_name WHERE name IN (NEW.id, NEW.number, NEW.key, NEW.first_id, NEW.corrects_id))
BEGIN
  SELECT RAISE(ABORT, 'that document is in the archive');
END;
CREATE TRIGGER invoice_number_archived BEFORE UPDATE OF number ON invoice
  WHEN EXISTS (SELECT 1 FROM archived_name WHERE name = NEW.number)
BEGIN
  SELECT RAISE(ABORT, 'that number is in the archive');
END;
CREATE TRIGGER sale_archived BEFORE INSERT ON invoice_item
  WHEN NEW.claims = 1 AND EXISTS (SELECT 1 FROM archived_name WHERE name = NEW.sale)
BEGIN
  SELECT RAISE(ABORT, 'the invoice of that sale is in the archive');
END;
