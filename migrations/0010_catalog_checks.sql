-- What the catalog may say, so that one mistyped row neither breaks a centre nor sells what cannot be granted. The rules stand
-- here once, as a view of the rows that break one, with the first column at fault. Such a row that was there before is left out
-- of its centre, cannot be ordered and is named by GET /api/status; no new one comes in. What is cached outside D1 is judged by
-- the same rules in worker/domain/catalog/row.ts. Upper bounds everywhere: a STRICT column takes whole numbers up to 2^63, of
-- which JavaScript knows those below 2^53. Nested calls, since D1 takes at most five SELECTs in one.

CREATE VIEW catalog_fault (kind, id, enabled, field) AS
SELECT * FROM (SELECT 'coze' AS kind, id, enabled, coalesce(
    iif(id IS NULL OR length(id) NOT BETWEEN 1 AND 64 OR instr(id, char(0)) > 0,
      'id', NULL),
    iif(length(name) NOT BETWEEN 1 AND 100 OR trim(name) = '' OR instr(name, char(0)) > 0,
      'name', NULL),
    iif(length(label) > 100 OR instr(label, char(0)) > 0,
      'label', NULL),
    iif(length(description) > 2000 OR instr(description, char(0)) > 0,
      'description', NULL),
    iif(json_type(content) <> 'array' OR json_array_length(content) > 50 OR length(content) > 20000
      OR EXISTS (SELECT 1 FROM json_each(content) WHERE type <> 'text'),
      'content', NULL),
    iif(json_type(translations) <> 'object' OR length(translations) > 20000
      OR coalesce(json_type(translations, '$.en'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.en.name'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.en.label'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.en.description'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.en.name') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.en.name') = ''
      OR coalesce(json_type(translations, '$.en.content'), 'null') NOT IN ('array', 'null')
      OR json_type(translations, '$.en.content') = 'array'
        AND EXISTS (SELECT 1 FROM json_each(translations, '$.en.content') WHERE type <> 'text')
      OR coalesce(json_type(translations, '$.jp'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.jp.name'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.jp.label'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.jp.description'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.jp.name') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.jp.name') = ''
      OR coalesce(json_type(translations, '$.jp.content'), 'null') NOT IN ('array', 'null')
      OR json_type(translations, '$.jp.content') = 'array'
        AND EXISTS (SELECT 1 FROM json_each(translations, '$.jp.content') WHERE type <> 'text'),
      'translations', NULL),
    iif(duration_days NOT BETWEEN 1 AND 36500,
      'duration_days', NULL),
    iif(current_price_minor NOT BETWEEN 1 AND 10000000000,
      'current_price_minor', NULL),
    iif(original_price_minor NOT BETWEEN 1 AND 10000000000,
      'original_price_minor', NULL),
    iif(currency NOT IN ('CNY', 'USD', 'JPY'),
      'currency', NULL),
    iif(stock NOT BETWEEN 0 AND 1000000000,
      'stock', NULL),
    iif(tier NOT BETWEEN 0 AND 1000,
      'tier', NULL)) AS field
  FROM coze_package) WHERE field IS NOT NULL
UNION ALL
SELECT * FROM (SELECT 'recharge' AS kind, id, enabled, coalesce(
    iif(id IS NULL OR length(id) NOT BETWEEN 1 AND 64 OR instr(id, char(0)) > 0,
      'id', NULL),
    iif(power NOT BETWEEN 1 AND 1000000000000,
      'power', NULL),
    iif(give_power NOT BETWEEN 0 AND 1000000000000 OR power + give_power > 1000000000000,
      'give_power', NULL),
    iif(sell_price_minor NOT BETWEEN 1 AND 10000000000,
      'sell_price_minor', NULL),
    iif(currency NOT IN ('CNY', 'USD', 'JPY'),
      'currency', NULL),
    iif(length(label) > 100 OR instr(label, char(0)) > 0,
      'label', NULL),
    iif(json_type(translations) <> 'object' OR length(translations) > 20000
      OR coalesce(json_type(translations, '$.en'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.en.label'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.jp'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.jp.label'), 'null') NOT IN ('text', 'null'),
      'translations', NULL)) AS field
  FROM recharge_rule) WHERE field IS NOT NULL;

CREATE TRIGGER coze_package_checked_insert AFTER INSERT
ON coze_package BEGIN
  SELECT RAISE(ABORT, 'coze_package.id must be 1 to 64 characters')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'coze_package.name must be 1 to 100 characters, not blank')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'coze_package.label must be at most 100 characters')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'coze_package.description must be at most 2000 characters')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'description';
  SELECT RAISE(ABORT, 'coze_package.content must be a JSON array of texts, at most 50, of 20000 characters in all')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'content';
  SELECT RAISE(ABORT, 'coze_package.translations must be a JSON object of objects by language, their parts as those of the package itself')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'translations';
  SELECT RAISE(ABORT, 'coze_package.duration_days must be 1 to 36500')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'duration_days';
  SELECT RAISE(ABORT, 'coze_package.current_price_minor must be 1 to 10000000000')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'current_price_minor';
  SELECT RAISE(ABORT, 'coze_package.original_price_minor must be NULL, or 1 to 10000000000')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'original_price_minor';
  SELECT RAISE(ABORT, 'coze_package.currency must be CNY, USD or JPY, in capitals')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'currency';
  SELECT RAISE(ABORT, 'coze_package.stock must be NULL, or 0 to 1000000000')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'stock';
END;

-- Not for `stock` and `enabled`: orders of a row at fault still end, and it can be withdrawn.
CREATE TRIGGER coze_package_checked_update AFTER UPDATE OF id, name, label, description, content, translations, duration_days, current_price_minor, original_price_minor, currency
ON coze_package BEGIN
  SELECT RAISE(ABORT, 'coze_package.id must be 1 to 64 characters')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'coze_package.name must be 1 to 100 characters, not blank')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'coze_package.label must be at most 100 characters')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'coze_package.description must be at most 2000 characters')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'description';
  SELECT RAISE(ABORT, 'coze_package.content must be a JSON array of texts, at most 50, of 20000 characters in all')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'content';
  SELECT RAISE(ABORT, 'coze_package.translations must be a JSON object of objects by language, their parts as those of the package itself')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'translations';
  SELECT RAISE(ABORT, 'coze_package.duration_days must be 1 to 36500')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'duration_days';
  SELECT RAISE(ABORT, 'coze_package.current_price_minor must be 1 to 10000000000')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'current_price_minor';
  SELECT RAISE(ABORT, 'coze_package.original_price_minor must be NULL, or 1 to 10000000000')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'original_price_minor';
  SELECT RAISE(ABORT, 'coze_package.currency must be CNY, USD or JPY, in capitals')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'currency';
  SELECT RAISE(ABORT, 'coze_package.stock must be NULL, or 0 to 1000000000')
    FROM catalog_fault WHERE kind = 'coze' AND id IS NEW.id AND field = 'stock';
END;

CREATE TRIGGER recharge_rule_checked_insert AFTER INSERT
ON recharge_rule BEGIN
  SELECT RAISE(ABORT, 'recharge_rule.id must be 1 to 64 characters')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'recharge_rule.power must be 1 to 1000000000000')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'power';
  SELECT RAISE(ABORT, 'recharge_rule.give_power must be 0 or more, and with power at most 1000000000000')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'give_power';
  SELECT RAISE(ABORT, 'recharge_rule.sell_price_minor must be 1 to 10000000000')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'sell_price_minor';
  SELECT RAISE(ABORT, 'recharge_rule.currency must be CNY, USD or JPY, in capitals')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'currency';
  SELECT RAISE(ABORT, 'recharge_rule.label must be at most 100 characters')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'recharge_rule.translations must be a JSON object of objects by language, each with a text as label')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'translations';
END;

CREATE TRIGGER recharge_rule_checked_update AFTER UPDATE OF id, power, give_power, sell_price_minor, currency, label, translations
ON recharge_rule BEGIN
  SELECT RAISE(ABORT, 'recharge_rule.id must be 1 to 64 characters')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'recharge_rule.power must be 1 to 1000000000000')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'power';
  SELECT RAISE(ABORT, 'recharge_rule.give_power must be 0 or more, and with power at most 1000000000000')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'give_power';
  SELECT RAISE(ABORT, 'recharge_rule.sell_price_minor must be 1 to 10000000000')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'sell_price_minor';
  SELECT RAISE(ABORT, 'recharge_rule.currency must be CNY, USD or JPY, in capitals')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'currency';
  SELECT RAISE(ABORT, 'recharge_rule.label must be at most 100 characters')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'recharge_rule.translations must be a JSON object of objects by language, each with a text as label')
    FROM catalog_fault WHERE kind = 'recharge' AND id IS NEW.id AND field = 'translations';
END;

-- A refund may also be of an order that could not be granted.
CREATE TABLE refund_next (
  number TEXT PRIMARY KEY,
  order_no TEXT NOT NULL,
  trade_number TEXT NOT NULL,
  gateway TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('surplus', 'sold-out', 'operator', 'not-grantable')),
  state TEXT NOT NULL CHECK (state IN ('due', 'accepted', 'done', 'failed', 'replaced')),
  detail TEXT NOT NULL,
  version INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO refund_next
  SELECT number, order_no, trade_number, gateway, amount_minor, currency, why, state, detail, version, started_at, updated_at
  FROM refund;
DROP TABLE refund;
ALTER TABLE refund_next RENAME TO refund;
CREATE INDEX refund_by_state ON refund (state, started_at DESC, number);
CREATE INDEX refund_by_time ON refund (started_at DESC, number);
CREATE INDEX refund_of_order ON refund (order_no);
