-- What is counted: products with their prices, and how much of each a plan includes. Times epoch ms. A product is never deleted:
-- what was counted of it stays.

CREATE TABLE product (
  id TEXT PRIMARY KEY,
  -- counter: adds up and begins anew with each credit period. gauge: is set and stays.
  kind TEXT NOT NULL DEFAULT 'counter' CHECK (kind IN ('counter', 'gauge')),
  -- 1: its events count a model's tokens by pool.
  pooled INTEGER NOT NULL DEFAULT 0 CHECK (pooled IN (0, 1)),
  -- What its prices are in; NULL for what costs nothing of its own.
  asset TEXT CHECK (asset IN ('power', 'credits')),
  name TEXT NOT NULL,
  -- What is counted, in a word: "message", "token".
  unit TEXT NOT NULL,
  -- JSON object by language ("en", "jp") with any of name, unit.
  translations TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(translations)),
  -- 0: nothing more is counted of it.
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  sort INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
) STRICT;

-- `amount` of the product's asset for each `per` units, from `valid_from` until the next row of the same model and pool. Append a row
-- to change a price; an event costs what held when it happened.
CREATE TABLE product_price (
  product_id TEXT NOT NULL REFERENCES product (id),
  -- The value of the event's property `model`; '' for every model without rows of its own.
  model TEXT NOT NULL DEFAULT '' CHECK (length(model) <= 100),
  -- '' for every pool without rows of its own.
  pool TEXT NOT NULL DEFAULT '' CHECK (pool IN ('', 'input', 'cachedInput', 'cacheWrite', 'output')),
  amount INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 1000000000),
  per INTEGER NOT NULL DEFAULT 1 CHECK (per BETWEEN 1 AND 1000000000),
  valid_from INTEGER NOT NULL DEFAULT 0 CHECK (valid_from BETWEEN 0 AND 8640000000000000),
  PRIMARY KEY (product_id, model, pool, valid_from)
) STRICT, WITHOUT ROWID;

-- Units of a product that a plan includes: in each credit period of a counter, at a time of a gauge. Without a row it is not limited.
CREATE TABLE plan_quota (
  plan_id TEXT NOT NULL REFERENCES plan (id),
  product_id TEXT NOT NULL REFERENCES product (id),
  quota INTEGER NOT NULL CHECK (quota BETWEEN 0 AND 1000000000000),
  mode TEXT NOT NULL DEFAULT 'hard' CHECK (mode IN ('hard', 'soft')),
  PRIMARY KEY (plan_id, product_id)
) STRICT, WITHOUT ROWID;

-- The rules of 0010 and 0011 with those of products.
CREATE VIEW product_fault (kind, id, enabled, field) AS
SELECT * FROM (SELECT 'product' AS kind, id, enabled, coalesce(
    iif(id IS NULL OR length(id) NOT BETWEEN 1 AND 64 OR id GLOB '*[^a-z0-9_]*' OR instr(id, char(0)) > 0,
      'id', NULL),
    iif(pooled = 1 AND kind = 'gauge',
      'pooled', NULL),
    iif(asset IS NOT NULL AND kind = 'gauge',
      'asset', NULL),
    iif(length(name) NOT BETWEEN 1 AND 100 OR trim(name) = '' OR instr(name, char(0)) > 0,
      'name', NULL),
    iif(length(unit) NOT BETWEEN 1 AND 100 OR trim(unit) = '' OR instr(unit, char(0)) > 0,
      'unit', NULL),
    iif(json_type(translations) <> 'object' OR length(translations) > 20000
      OR coalesce(json_type(translations, '$.en'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.en.name'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.en.name') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.en.name') = ''
      OR coalesce(json_type(translations, '$.en.unit'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.en.unit') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.en.unit') = ''
      OR coalesce(json_type(translations, '$.jp'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.jp.name'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.jp.name') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.jp.name') = ''
      OR coalesce(json_type(translations, '$.jp.unit'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.jp.unit') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.jp.unit') = '',
      'translations', NULL),
    iif((asset IS NOT NULL) <> EXISTS (SELECT 1 FROM product_price WHERE product_id = product.id)
      OR pooled = 0 AND EXISTS (SELECT 1 FROM product_price WHERE product_id = product.id AND pool <> ''),
      'price', NULL)) AS field
  FROM product) WHERE field IS NOT NULL;

DROP VIEW catalog_fault;
CREATE VIEW catalog_fault (kind, id, enabled, field) AS
SELECT * FROM coze_package_fault
UNION ALL SELECT * FROM recharge_rule_fault
UNION ALL SELECT * FROM plan_fault
UNION ALL SELECT * FROM credit_package_fault
UNION ALL SELECT * FROM product_fault;

CREATE TRIGGER product_checked_insert AFTER INSERT
ON product BEGIN
  SELECT RAISE(ABORT, 'product.id must be 1 to 64 of a to z, 0 to 9 and _')
    FROM product_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'product.pooled must be 0 or 1; 0 for a gauge')
    FROM product_fault WHERE id IS NEW.id AND field = 'pooled';
  SELECT RAISE(ABORT, 'product.asset must be NULL, power or credits; NULL for a gauge')
    FROM product_fault WHERE id IS NEW.id AND field = 'asset';
  SELECT RAISE(ABORT, 'product.name must be 1 to 100 characters, not blank')
    FROM product_fault WHERE id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'product.unit must be 1 to 100 characters, not blank')
    FROM product_fault WHERE id IS NEW.id AND field = 'unit';
  SELECT RAISE(ABORT, 'product.translations must be a JSON object of objects by language, each with a text as name and as unit')
    FROM product_fault WHERE id IS NEW.id AND field = 'translations';
END;

CREATE TRIGGER product_checked_update AFTER UPDATE OF id, kind, pooled, asset, name, unit, translations
ON product BEGIN
  SELECT RAISE(ABORT, 'product.id must be 1 to 64 of a to z, 0 to 9 and _')
    FROM product_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'product.pooled must be 0 or 1; 0 for a gauge')
    FROM product_fault WHERE id IS NEW.id AND field = 'pooled';
  SELECT RAISE(ABORT, 'product.asset must be NULL, power or credits; NULL for a gauge')
    FROM product_fault WHERE id IS NEW.id AND field = 'asset';
  SELECT RAISE(ABORT, 'product.name must be 1 to 100 characters, not blank')
    FROM product_fault WHERE id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'product.unit must be 1 to 100 characters, not blank')
    FROM product_fault WHERE id IS NEW.id AND field = 'unit';
  SELECT RAISE(ABORT, 'product.translations must be a JSON object of objects by language, each with a text as name and as unit')
    FROM product_fault WHERE id IS NEW.id AND field = 'translations';
END;

-- What was counted by a kind cannot be read as the other.
CREATE TRIGGER product_kind_stays BEFORE UPDATE OF kind ON product WHEN NEW.kind <> OLD.kind
  BEGIN SELECT RAISE(ABORT, 'product.kind stays what it was: make another product'); END;
