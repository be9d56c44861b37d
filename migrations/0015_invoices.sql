-- Invoices: who buys, who sells, what was invoiced under which number, and the fapiao that customers ask for. D1 is the source of
-- truth here. Times are epoch ms, amounts the minor unit. No row that has a number is ever deleted or changed (triggers below).

-- What a customer says of itself. As it is now: documents keep a copy of their own.
CREATE TABLE buyer (
  customer_id TEXT PRIMARY KEY,
  company TEXT NOT NULL CHECK (length(company) <= 200 AND instr(company, char(0)) = 0),
  contact TEXT NOT NULL CHECK (length(contact) <= 200 AND instr(contact, char(0)) = 0),
  email TEXT NOT NULL CHECK (length(email) <= 254 AND instr(email, char(0)) = 0),
  phone TEXT NOT NULL CHECK (length(phone) <= 50 AND instr(phone, char(0)) = 0),
  address TEXT NOT NULL CHECK (length(address) <= 500 AND instr(address, char(0)) = 0),
  -- ISO 3166-1 alpha-2, or empty.
  country TEXT NOT NULL CHECK (country = '' OR country GLOB '[A-Z][A-Z]'),
  -- JSON array of { kind: 'cn' | 'eu' | 'jp', value }.
  tax_ids TEXT NOT NULL CHECK (json_type(tax_ids) = 'array' AND json_array_length(tax_ids) <= 5 AND length(tax_ids) <= 1000),
  -- JSON array of titles (worker/domain/invoice/buyer.ts): whom a fapiao is made out to.
  titles TEXT NOT NULL CHECK (json_type(titles) = 'array' AND json_array_length(titles) <= 10 AND length(titles) <= 20000),
  -- Of its documents; NULL leaves it to the reader's browser.
  language TEXT CHECK (language IN ('zh', 'en', 'jp')),
  time_zone TEXT CHECK (length(time_zone) BETWEEN 1 AND 64),
  updated_at INTEGER NOT NULL CHECK (updated_at BETWEEN 0 AND 8640000000000000),
  updated_by TEXT NOT NULL
) STRICT;

-- Who sells: one row. Without it nothing is issued.
CREATE TABLE seller (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND trim(name) <> '' AND instr(name, char(0)) = 0),
  address TEXT NOT NULL CHECK (length(address) <= 500 AND instr(address, char(0)) = 0),
  country TEXT NOT NULL CHECK (country = '' OR country GLOB '[A-Z][A-Z]'),
  email TEXT NOT NULL CHECK (length(email) <= 254 AND instr(email, char(0)) = 0),
  phone TEXT NOT NULL CHECK (length(phone) <= 50 AND instr(phone, char(0)) = 0),
  tax_ids TEXT NOT NULL CHECK (json_type(tax_ids) = 'array' AND json_array_length(tax_ids) <= 5 AND length(tax_ids) <= 1000),
  -- Whether what customers pay has the tax in it; otherwise it comes on top and is still to be paid.
  prices_include_tax INTEGER NOT NULL DEFAULT 1 CHECK (prices_include_tax IN (0, 1)),
  -- JSON object: { default: { rate, mark }, <kind of sale>: … }; a rate in hundredths of a percent, 0 to 10000.
  taxes TEXT NOT NULL CHECK (
    json_type(taxes) = 'object' AND length(taxes) <= 2000
    AND coalesce(json_type(taxes, '$.default.rate'), '') = 'integer'
    AND json_extract(taxes, '$.default.rate') BETWEEN 0 AND 10000
  ),
  -- Printed on every document, such as the ground of an exemption.
  note TEXT NOT NULL CHECK (length(note) <= 1000 AND instr(note, char(0)) = 0),
  -- The first month that is invoiced by itself, `2026-11`.
  since_period TEXT NOT NULL CHECK (since_period GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),
  updated_at INTEGER NOT NULL CHECK (updated_at BETWEEN 0 AND 8640000000000000),
  updated_by TEXT NOT NULL
) STRICT;

-- The last number given in each series. Moved in the same batch that gives the number, so none is left out.
CREATE TABLE invoice_series (
  -- Begins every number of the series: `INV202512`.
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 20),
  last INTEGER NOT NULL CHECK (last BETWEEN 0 AND 999999999)
) STRICT;

CREATE TABLE invoice (
  id TEXT PRIMARY KEY,
  -- What makes it once: `month:<customer>:<period>:<currency>:<n>`, `revision:<first>:<n>`, `credit:<sale>`.
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
  customer_id TEXT NOT NULL,
  period TEXT NOT NULL CHECK (period GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),
  currency TEXT NOT NULL CHECK (currency IN ('CNY', 'USD', 'JPY')),
  state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'paid', 'void')),
  -- The first of its revisions, which a revision shares its place in the series with; itself for the first.
  first_id TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision BETWEEN 1 AND 1000),
  -- For a credit note: the first revision of what it corrects.
  corrects_id TEXT,
  series TEXT,
  ordinal INTEGER,
  number TEXT UNIQUE,
  amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  -- Canonical JSON of all that the document says except its number, and the SHA-256 of that text, hexadecimal.
  content TEXT CHECK (content IS NULL OR (json_valid(content) AND length(content) <= 1000000)),
  hash TEXT CHECK (hash IS NULL OR length(hash) = 64),
  created_at INTEGER NOT NULL,
  issued_at INTEGER,
  paid_at INTEGER,
  voided_at INTEGER,
  CHECK (kind = 'invoice' OR corrects_id IS NOT NULL),
  -- What is issued has everything; a draft has nothing of it, also when it is dropped.
  CHECK ((series IS NULL) = (number IS NULL) AND (ordinal IS NULL) = (number IS NULL) AND (content IS NULL) = (number IS NULL)
    AND (hash IS NULL) = (number IS NULL) AND (issued_at IS NULL) = (number IS NULL)),
  CHECK (state IN ('draft', 'void') OR number IS NOT NULL),
  CHECK (state <> 'draft' OR number IS NULL),
  CHECK (state <> 'paid' OR paid_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX invoice_by_place ON invoice (series, ordinal, revision);
CREATE UNIQUE INDEX invoice_by_first ON invoice (first_id, revision);
CREATE INDEX invoice_by_customer ON invoice (customer_id, period DESC, issued_at DESC, id);
CREATE INDEX invoice_by_time ON invoice (issued_at DESC, id);
CREATE INDEX invoice_corrections ON invoice (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX invoice_drafts ON invoice (created_at) WHERE state = 'draft';

CREATE TABLE invoice_item (
  invoice_id TEXT NOT NULL REFERENCES invoice (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  -- What was sold: `order:<number>`.
  sale TEXT NOT NULL,
  -- 1 on the one document that invoices the sale; 0 on revisions and credit notes of it.
  claims INTEGER NOT NULL CHECK (claims IN (0, 1)),
  -- JSON { zh, en, jp }.
  names TEXT NOT NULL CHECK (json_type(names) = 'object'),
  -- The kind of sale, by which the seller's taxes go.
  kind TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 9007199254740991),
  unit_amount_minor INTEGER NOT NULL CHECK (unit_amount_minor >= 0),
  amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  paid_at INTEGER NOT NULL,
  PRIMARY KEY (invoice_id, position)
) STRICT, WITHOUT ROWID;
-- A sale is invoiced once.
CREATE UNIQUE INDEX invoice_item_sale ON invoice_item (sale) WHERE claims = 1;

CREATE TRIGGER invoice_frozen BEFORE UPDATE OF id, key, kind, customer_id, period, currency, first_id, revision, corrects_id, series,
  ordinal, number, amount_minor, content, hash, created_at, issued_at ON invoice WHEN OLD.number IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'an issued invoice does not change');
END;
CREATE TRIGGER invoice_kept BEFORE DELETE ON invoice BEGIN
  SELECT RAISE(ABORT, 'an invoice is never deleted');
END;
CREATE TRIGGER invoice_item_frozen BEFORE UPDATE OF invoice_id, position, sale, names, kind, quantity, unit_amount_minor, amount_minor,
  paid_at ON invoice_item BEGIN
  SELECT RAISE(ABORT, 'an item of an invoice does not change');
END;
CREATE TRIGGER invoice_item_kept BEFORE DELETE ON invoice_item BEGIN
  SELECT RAISE(ABORT, 'an item of an invoice is never deleted');
END;

-- How far the walk over a month's sales has come. Walked again for a while, since what was paid may be told to D1 late.
CREATE TABLE invoice_run (
  period TEXT PRIMARY KEY CHECK (period GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),
  -- The last sale looked at in this walk.
  cursor_at INTEGER NOT NULL DEFAULT 0,
  cursor_id TEXT NOT NULL DEFAULT '',
  walks INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1))
) STRICT;

-- For that walk; the words stand in its query too.
CREATE INDEX orders_by_payment ON orders (paid_at, order_no) WHERE paid_at IS NOT NULL;

CREATE TABLE fapiao_request (
  id TEXT PRIMARY KEY,
  -- The first revision of the invoice.
  invoice_id TEXT NOT NULL REFERENCES invoice (id),
  customer_id TEXT NOT NULL,
  -- JSON of the title as it was when asked (worker/domain/invoice/buyer.ts).
  title TEXT NOT NULL CHECK (json_type(title) = 'object' AND length(title) <= 5000),
  -- 'special' 专票, 'normal' 普票.
  type TEXT NOT NULL CHECK (type IN ('special', 'normal')),
  email TEXT NOT NULL CHECK (length(email) <= 254),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL CHECK (currency = 'CNY'),
  state TEXT NOT NULL CHECK (state IN ('requested', 'issuing', 'issued', 'refused')),
  -- 20 digits of a 数电票, or 8 of an older one.
  number TEXT CHECK (number IS NULL OR (length(number) BETWEEN 8 AND 20 AND number NOT GLOB '*[^0-9]*')),
  reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
  -- Refunded since: a red letter is to be made out over so much, and under which number it was.
  red_minor INTEGER NOT NULL DEFAULT 0 CHECK (red_minor BETWEEN 0 AND amount_minor),
  red_number TEXT CHECK (red_number IS NULL OR (length(red_number) BETWEEN 8 AND 20 AND red_number NOT GLOB '*[^0-9]*')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  CHECK ((state = 'issued') = (number IS NOT NULL)),
  CHECK (state <> 'refused' OR reason <> '')
) STRICT;
-- One at a time for each invoice; after a refusal it can be asked again.
CREATE UNIQUE INDEX fapiao_open ON fapiao_request (invoice_id) WHERE state <> 'refused';
CREATE INDEX fapiao_by_state ON fapiao_request (state, created_at, id);
CREATE INDEX fapiao_of_invoice ON fapiao_request (invoice_id, created_at DESC);
