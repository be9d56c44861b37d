-- What can be subscribed to, what it gives by version of the credit system, and the packs of credits that v1 sells. Amounts are
-- integers of the minor unit, times epoch ms. A plan is never deleted: a subscription keeps its terms, and its id resolves for ever.

CREATE TABLE plan (
  -- Also the lookup key of its price at Stripe.
  id TEXT PRIMARY KEY,
  -- Plans of one family differ in how often they are paid.
  family TEXT NOT NULL,
  -- A change to a higher rank is an upgrade, to a lower one a downgrade.
  rank INTEGER NOT NULL UNIQUE,
  interval TEXT NOT NULL CHECK (interval IN ('none', 'month', 'year', 'once')),
  credit_rule TEXT NOT NULL DEFAULT 'monthly' CHECK (credit_rule IN ('monthly', 'once')),
  trial_days INTEGER NOT NULL DEFAULT 0 CHECK (trial_days BETWEEN 0 AND 730),
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  -- JSON array of strings: what the plan includes, a line each.
  features TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(features)),
  -- JSON object by language ("en", "jp") with any of name, description, features.
  translations TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(translations)),
  -- 0: archived. No new subscriptions; running ones go on.
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  created_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
) STRICT;

-- One row per currency that it is sold in; none for the free plan.
CREATE TABLE plan_price (
  plan_id TEXT NOT NULL REFERENCES plan (id),
  currency TEXT NOT NULL CHECK (currency IN ('CNY', 'USD', 'JPY')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 10000000000),
  PRIMARY KEY (plan_id, currency)
) STRICT, WITHOUT ROWID;

-- Units of credits each period, or once: two rule sets side by side, so that a switch between them changes no data.
CREATE TABLE plan_allowance (
  plan_id TEXT NOT NULL REFERENCES plan (id),
  version TEXT NOT NULL CHECK (version IN ('v1', 'v2')),
  credits INTEGER NOT NULL CHECK (credits BETWEEN 0 AND 1000000000000),
  PRIMARY KEY (plan_id, version)
) STRICT, WITHOUT ROWID;

-- Packs of credits. Sold in v1 only; kept in v2, so that going back loses nothing.
CREATE TABLE credit_package (
  id TEXT PRIMARY KEY,
  credits INTEGER NOT NULL CHECK (credits > 0),
  name TEXT NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  -- JSON object by language ("en", "jp") with any of name, label.
  translations TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(translations)),
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  sort INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
) STRICT;

CREATE TABLE credit_package_price (
  package_id TEXT NOT NULL REFERENCES credit_package (id),
  currency TEXT NOT NULL CHECK (currency IN ('CNY', 'USD', 'JPY')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 10000000000),
  PRIMARY KEY (package_id, currency)
) STRICT, WITHOUT ROWID;

-- How far the monthly walk over the customers has come (worker/jobs/reset-credits.ts), and whom it could not reach.
CREATE TABLE credit_reset (
  period TEXT PRIMARY KEY,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  -- The last customer that was reached; the walk goes by id.
  cursor TEXT NOT NULL DEFAULT '',
  started_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE TABLE credit_reset_failure (
  period TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  tries INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  PRIMARY KEY (period, customer_id)
) STRICT, WITHOUT ROWID;

-- The rules of 0010 with those of plans and packs: a view for each table, and all of them together. A trigger that read the whole
-- would be too large for D1 to prepare. What needs rows of another table (allowance, price) is looked at when the row is used: they
-- are written after it.
DROP TRIGGER coze_package_checked_insert;
DROP TRIGGER coze_package_checked_update;
DROP TRIGGER recharge_rule_checked_insert;
DROP TRIGGER recharge_rule_checked_update;
DROP VIEW catalog_fault;

CREATE VIEW coze_package_fault (kind, id, enabled, field) AS
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
  FROM coze_package) WHERE field IS NOT NULL;

CREATE VIEW recharge_rule_fault (kind, id, enabled, field) AS
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

CREATE VIEW plan_fault (kind, id, enabled, field) AS
SELECT * FROM (SELECT 'subscription' AS kind, id, enabled, coalesce(
    iif(id IS NULL OR length(id) NOT BETWEEN 1 AND 64 OR instr(id, char(0)) > 0,
      'id', NULL),
    iif(length(family) NOT BETWEEN 1 AND 64 OR instr(family, char(0)) > 0,
      'family', NULL),
    iif(rank NOT BETWEEN 0 AND 1000,
      'rank', NULL),
    iif(interval NOT IN ('none', 'month', 'year', 'once') OR (id = 'free') <> (interval = 'none'),
      'interval', NULL),
    iif(credit_rule NOT IN ('monthly', 'once') OR (credit_rule = 'once') > (interval = 'once'),
      'credit_rule', NULL),
    iif(trial_days NOT BETWEEN 0 AND 730,
      'trial_days', NULL),
    iif(length(name) NOT BETWEEN 1 AND 100 OR trim(name) = '' OR instr(name, char(0)) > 0,
      'name', NULL),
    iif(length(description) > 2000 OR instr(description, char(0)) > 0,
      'description', NULL),
    iif(json_type(features) <> 'array' OR json_array_length(features) > 50 OR length(features) > 20000
      OR EXISTS (SELECT 1 FROM json_each(features) WHERE type <> 'text'),
      'features', NULL),
    iif(json_type(translations) <> 'object' OR length(translations) > 20000
      OR coalesce(json_type(translations, '$.en'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.en.name'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.en.description'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.en.name') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.en.name') = ''
      OR coalesce(json_type(translations, '$.en.features'), 'null') NOT IN ('array', 'null')
      OR json_type(translations, '$.en.features') = 'array'
        AND EXISTS (SELECT 1 FROM json_each(translations, '$.en.features') WHERE type <> 'text')
      OR coalesce(json_type(translations, '$.jp'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.jp.name'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.jp.description'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.jp.name') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.jp.name') = ''
      OR coalesce(json_type(translations, '$.jp.features'), 'null') NOT IN ('array', 'null')
      OR json_type(translations, '$.jp.features') = 'array'
        AND EXISTS (SELECT 1 FROM json_each(translations, '$.jp.features') WHERE type <> 'text'),
      'translations', NULL),
    iif((SELECT count(*) FROM plan_allowance WHERE plan_id = plan.id) <> 2,
      'allowance', NULL),
    iif((interval = 'none') = EXISTS (SELECT 1 FROM plan_price WHERE plan_id = plan.id),
      'price', NULL)) AS field
  FROM plan) WHERE field IS NOT NULL;

CREATE VIEW credit_package_fault (kind, id, enabled, field) AS
SELECT * FROM (SELECT 'credits' AS kind, id, enabled, coalesce(
    iif(id IS NULL OR length(id) NOT BETWEEN 1 AND 64 OR instr(id, char(0)) > 0,
      'id', NULL),
    iif(credits NOT BETWEEN 1 AND 1000000000000,
      'credits', NULL),
    iif(length(name) NOT BETWEEN 1 AND 100 OR trim(name) = '' OR instr(name, char(0)) > 0,
      'name', NULL),
    iif(length(label) > 100 OR instr(label, char(0)) > 0,
      'label', NULL),
    iif(json_type(translations) <> 'object' OR length(translations) > 20000
      OR coalesce(json_type(translations, '$.en'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.en.name'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.en.label'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.en.name') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.en.name') = ''
      OR coalesce(json_type(translations, '$.jp'), 'null') NOT IN ('object', 'null')
      OR coalesce(json_type(translations, '$.jp.name'), 'null') NOT IN ('text', 'null')
      OR coalesce(json_type(translations, '$.jp.label'), 'null') NOT IN ('text', 'null')
      OR length(translations ->> '$.jp.name') NOT BETWEEN 1 AND 100
      OR trim(translations ->> '$.jp.name') = '',
      'translations', NULL),
    iif(NOT EXISTS (SELECT 1 FROM credit_package_price WHERE package_id = credit_package.id),
      'price', NULL)) AS field
  FROM credit_package) WHERE field IS NOT NULL;

CREATE VIEW catalog_fault (kind, id, enabled, field) AS
SELECT * FROM coze_package_fault
UNION ALL SELECT * FROM recharge_rule_fault
UNION ALL SELECT * FROM plan_fault
UNION ALL SELECT * FROM credit_package_fault;

CREATE TRIGGER coze_package_checked_insert AFTER INSERT
ON coze_package BEGIN
  SELECT RAISE(ABORT, 'coze_package.id must be 1 to 64 characters')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'coze_package.name must be 1 to 100 characters, not blank')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'coze_package.label must be at most 100 characters')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'coze_package.description must be at most 2000 characters')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'description';
  SELECT RAISE(ABORT, 'coze_package.content must be a JSON array of texts, at most 50, of 20000 characters in all')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'content';
  SELECT RAISE(ABORT, 'coze_package.translations must be a JSON object of objects by language, their parts as those of the package itself')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'translations';
  SELECT RAISE(ABORT, 'coze_package.duration_days must be 1 to 36500')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'duration_days';
  SELECT RAISE(ABORT, 'coze_package.current_price_minor must be 1 to 10000000000')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'current_price_minor';
  SELECT RAISE(ABORT, 'coze_package.original_price_minor must be NULL, or 1 to 10000000000')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'original_price_minor';
  SELECT RAISE(ABORT, 'coze_package.currency must be CNY, USD or JPY, in capitals')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'currency';
  SELECT RAISE(ABORT, 'coze_package.stock must be NULL, or 0 to 1000000000')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'stock';
END;

-- Not for `stock` and `enabled`: orders of a row at fault still end, and it can be withdrawn.
CREATE TRIGGER coze_package_checked_update AFTER UPDATE OF id, name, label, description, content, translations, duration_days, current_price_minor, original_price_minor, currency
ON coze_package BEGIN
  SELECT RAISE(ABORT, 'coze_package.id must be 1 to 64 characters')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'coze_package.name must be 1 to 100 characters, not blank')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'coze_package.label must be at most 100 characters')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'coze_package.description must be at most 2000 characters')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'description';
  SELECT RAISE(ABORT, 'coze_package.content must be a JSON array of texts, at most 50, of 20000 characters in all')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'content';
  SELECT RAISE(ABORT, 'coze_package.translations must be a JSON object of objects by language, their parts as those of the package itself')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'translations';
  SELECT RAISE(ABORT, 'coze_package.duration_days must be 1 to 36500')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'duration_days';
  SELECT RAISE(ABORT, 'coze_package.current_price_minor must be 1 to 10000000000')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'current_price_minor';
  SELECT RAISE(ABORT, 'coze_package.original_price_minor must be NULL, or 1 to 10000000000')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'original_price_minor';
  SELECT RAISE(ABORT, 'coze_package.currency must be CNY, USD or JPY, in capitals')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'currency';
  SELECT RAISE(ABORT, 'coze_package.stock must be NULL, or 0 to 1000000000')
    FROM coze_package_fault WHERE id IS NEW.id AND field = 'stock';
END;

CREATE TRIGGER recharge_rule_checked_insert AFTER INSERT
ON recharge_rule BEGIN
  SELECT RAISE(ABORT, 'recharge_rule.id must be 1 to 64 characters')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'recharge_rule.power must be 1 to 1000000000000')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'power';
  SELECT RAISE(ABORT, 'recharge_rule.give_power must be 0 or more, and with power at most 1000000000000')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'give_power';
  SELECT RAISE(ABORT, 'recharge_rule.sell_price_minor must be 1 to 10000000000')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'sell_price_minor';
  SELECT RAISE(ABORT, 'recharge_rule.currency must be CNY, USD or JPY, in capitals')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'currency';
  SELECT RAISE(ABORT, 'recharge_rule.label must be at most 100 characters')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'recharge_rule.translations must be a JSON object of objects by language, each with a text as label')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'translations';
END;

CREATE TRIGGER recharge_rule_checked_update AFTER UPDATE OF id, power, give_power, sell_price_minor, currency, label, translations
ON recharge_rule BEGIN
  SELECT RAISE(ABORT, 'recharge_rule.id must be 1 to 64 characters')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'recharge_rule.power must be 1 to 1000000000000')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'power';
  SELECT RAISE(ABORT, 'recharge_rule.give_power must be 0 or more, and with power at most 1000000000000')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'give_power';
  SELECT RAISE(ABORT, 'recharge_rule.sell_price_minor must be 1 to 10000000000')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'sell_price_minor';
  SELECT RAISE(ABORT, 'recharge_rule.currency must be CNY, USD or JPY, in capitals')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'currency';
  SELECT RAISE(ABORT, 'recharge_rule.label must be at most 100 characters')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'recharge_rule.translations must be a JSON object of objects by language, each with a text as label')
    FROM recharge_rule_fault WHERE id IS NEW.id AND field = 'translations';
END;

CREATE TRIGGER plan_checked_insert AFTER INSERT
ON plan BEGIN
  SELECT RAISE(ABORT, 'plan.id must be 1 to 64 characters')
    FROM plan_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'plan.family must be 1 to 64 characters')
    FROM plan_fault WHERE id IS NEW.id AND field = 'family';
  SELECT RAISE(ABORT, 'plan.rank must be 0 to 1000, no other plan the same')
    FROM plan_fault WHERE id IS NEW.id AND field = 'rank';
  SELECT RAISE(ABORT, 'plan.interval must be none, month, year or once; none for the plan free and no other')
    FROM plan_fault WHERE id IS NEW.id AND field = 'interval';
  SELECT RAISE(ABORT, 'plan.credit_rule must be monthly or once; once for a plan that is paid once')
    FROM plan_fault WHERE id IS NEW.id AND field = 'credit_rule';
  SELECT RAISE(ABORT, 'plan.trial_days must be 0 to 730')
    FROM plan_fault WHERE id IS NEW.id AND field = 'trial_days';
  SELECT RAISE(ABORT, 'plan.name must be 1 to 100 characters, not blank')
    FROM plan_fault WHERE id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'plan.description must be at most 2000 characters')
    FROM plan_fault WHERE id IS NEW.id AND field = 'description';
  SELECT RAISE(ABORT, 'plan.features must be a JSON array of texts, at most 50, of 20000 characters in all')
    FROM plan_fault WHERE id IS NEW.id AND field = 'features';
  SELECT RAISE(ABORT, 'plan.translations must be a JSON object of objects by language, their parts as those of the plan itself')
    FROM plan_fault WHERE id IS NEW.id AND field = 'translations';
END;

CREATE TRIGGER plan_checked_update AFTER UPDATE OF id, family, rank, interval, credit_rule, trial_days, name, description, features, translations
ON plan BEGIN
  SELECT RAISE(ABORT, 'plan.id must be 1 to 64 characters')
    FROM plan_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'plan.family must be 1 to 64 characters')
    FROM plan_fault WHERE id IS NEW.id AND field = 'family';
  SELECT RAISE(ABORT, 'plan.rank must be 0 to 1000, no other plan the same')
    FROM plan_fault WHERE id IS NEW.id AND field = 'rank';
  SELECT RAISE(ABORT, 'plan.interval must be none, month, year or once; none for the plan free and no other')
    FROM plan_fault WHERE id IS NEW.id AND field = 'interval';
  SELECT RAISE(ABORT, 'plan.credit_rule must be monthly or once; once for a plan that is paid once')
    FROM plan_fault WHERE id IS NEW.id AND field = 'credit_rule';
  SELECT RAISE(ABORT, 'plan.trial_days must be 0 to 730')
    FROM plan_fault WHERE id IS NEW.id AND field = 'trial_days';
  SELECT RAISE(ABORT, 'plan.name must be 1 to 100 characters, not blank')
    FROM plan_fault WHERE id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'plan.description must be at most 2000 characters')
    FROM plan_fault WHERE id IS NEW.id AND field = 'description';
  SELECT RAISE(ABORT, 'plan.features must be a JSON array of texts, at most 50, of 20000 characters in all')
    FROM plan_fault WHERE id IS NEW.id AND field = 'features';
  SELECT RAISE(ABORT, 'plan.translations must be a JSON object of objects by language, their parts as those of the plan itself')
    FROM plan_fault WHERE id IS NEW.id AND field = 'translations';
END;

CREATE TRIGGER credit_package_checked_insert AFTER INSERT
ON credit_package BEGIN
  SELECT RAISE(ABORT, 'credit_package.id must be 1 to 64 characters')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'credit_package.credits must be 1 to 1000000000000')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'credits';
  SELECT RAISE(ABORT, 'credit_package.name must be 1 to 100 characters, not blank')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'credit_package.label must be at most 100 characters')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'credit_package.translations must be a JSON object of objects by language, each with a text as name and as label')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'translations';
END;

CREATE TRIGGER credit_package_checked_update AFTER UPDATE OF id, credits, name, label, translations
ON credit_package BEGIN
  SELECT RAISE(ABORT, 'credit_package.id must be 1 to 64 characters')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'id';
  SELECT RAISE(ABORT, 'credit_package.credits must be 1 to 1000000000000')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'credits';
  SELECT RAISE(ABORT, 'credit_package.name must be 1 to 100 characters, not blank')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'name';
  SELECT RAISE(ABORT, 'credit_package.label must be at most 100 characters')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'label';
  SELECT RAISE(ABORT, 'credit_package.translations must be a JSON object of objects by language, each with a text as name and as label')
    FROM credit_package_fault WHERE id IS NEW.id AND field = 'translations';
END;
