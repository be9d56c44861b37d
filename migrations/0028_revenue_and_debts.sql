-- What the overview says of plans and debts, kept by triggers as the accounts tell D1, so that no page load counts customers; and who
-- owes, as a list.

-- JSON { power, credits } of what the customer owes, above zero each; NULL when nothing is owed.
ALTER TABLE customer ADD COLUMN owed TEXT CHECK (owed IS NULL OR json_valid(owed));
-- An operator lets the customer owe.
ALTER TABLE customer ADD COLUMN may_owe INTEGER NOT NULL DEFAULT 0 CHECK (may_owe IN (0, 1));
-- The version of the row that had all of this: another one than `version` where a Worker from before wrote the row since.
ALTER TABLE customer ADD COLUMN told_version INTEGER;
-- When the account is asked to tell D1 again what is so (worker/jobs/retell.ts): for rows that lack what is above. NULL once it has told
-- all. Rows that a Worker from before writes have the default.
ALTER TABLE customer ADD COLUMN ask_at INTEGER DEFAULT 0;

CREATE INDEX customer_owing ON customer (last_seen_at DESC, id) WHERE owed IS NOT NULL;
CREATE INDEX customer_may_owe ON customer (last_seen_at DESC, id) WHERE may_owe = 1;
CREATE INDEX customer_to_ask ON customer (ask_at, id) WHERE ask_at IS NOT NULL;

CREATE TRIGGER customer_told_in_part AFTER UPDATE OF version ON customer WHEN new.told_version IS NOT new.version
BEGIN
  UPDATE customer SET ask_at = 0 WHERE id = new.id;
END;

-- Customers by plan and by what the plan is to the shop's sums (worker/domain/subscription/revenue.ts).
CREATE TABLE plan_revenue (
  plan_id TEXT NOT NULL,
  -- `untold` for an account that has not told it yet.
  kind TEXT NOT NULL,
  -- Empty where nothing is paid.
  currency TEXT NOT NULL,
  customers INTEGER NOT NULL,
  -- Of one period of each.
  price_minor INTEGER NOT NULL,
  -- What recurs in a year.
  yearly_minor INTEGER NOT NULL,
  PRIMARY KEY (plan_id, kind, currency)
) STRICT, WITHOUT ROWID;

INSERT INTO plan_revenue (plan_id, kind, currency, customers, price_minor, yearly_minor)
  SELECT plan ->> '$.planId', 'untold', '', count(*), 0, 0 FROM customer WHERE plan IS NOT NULL GROUP BY 1;

CREATE TRIGGER plan_revenue_new AFTER INSERT ON customer WHEN new.plan IS NOT NULL
BEGIN
  INSERT INTO plan_revenue (plan_id, kind, currency, customers, price_minor, yearly_minor)
    VALUES (new.plan ->> '$.planId', coalesce(new.plan ->> '$.revenue.kind', 'untold'),
      coalesce(new.plan ->> '$.revenue.currency', ''), 1, coalesce(new.plan ->> '$.revenue.priceMinor', 0),
      coalesce(new.plan ->> '$.revenue.yearlyMinor', 0))
    ON CONFLICT DO UPDATE SET customers = customers + 1, price_minor = price_minor + excluded.price_minor,
      yearly_minor = yearly_minor + excluded.yearly_minor;
END;

CREATE TRIGGER plan_revenue_changed AFTER UPDATE OF plan ON customer WHEN old.plan IS NOT new.plan
BEGIN
  UPDATE plan_revenue SET customers = customers - 1,
      price_minor = price_minor - coalesce(old.plan ->> '$.revenue.priceMinor', 0),
      yearly_minor = yearly_minor - coalesce(old.plan ->> '$.revenue.yearlyMinor', 0)
    WHERE plan_id = old.plan ->> '$.planId' AND kind = coalesce(old.plan ->> '$.revenue.kind', 'untold')
      AND currency = coalesce(old.plan ->> '$.revenue.currency', '');
  INSERT INTO plan_revenue (plan_id, kind, currency, customers, price_minor, yearly_minor)
    SELECT new.plan ->> '$.planId', coalesce(new.plan ->> '$.revenue.kind', 'untold'),
      coalesce(new.plan ->> '$.revenue.currency', ''), 1, coalesce(new.plan ->> '$.revenue.priceMinor', 0),
      coalesce(new.plan ->> '$.revenue.yearlyMinor', 0)
    WHERE new.plan IS NOT NULL
    ON CONFLICT DO UPDATE SET customers = customers + 1, price_minor = price_minor + excluded.price_minor,
      yearly_minor = yearly_minor + excluded.yearly_minor;
END;

CREATE TRIGGER plan_revenue_gone AFTER DELETE ON customer WHEN old.plan IS NOT NULL
BEGIN
  UPDATE plan_revenue SET customers = customers - 1,
      price_minor = price_minor - coalesce(old.plan ->> '$.revenue.priceMinor', 0),
      yearly_minor = yearly_minor - coalesce(old.plan ->> '$.revenue.yearlyMinor', 0)
    WHERE plan_id = old.plan ->> '$.planId' AND kind = coalesce(old.plan ->> '$.revenue.kind', 'untold')
      AND currency = coalesce(old.plan ->> '$.revenue.currency', '');
END;

-- What is owed by asset; the row of the asset `any` counts customers who owe anything.
CREATE TABLE debt (
  asset TEXT PRIMARY KEY,
  customers INTEGER NOT NULL DEFAULT 0,
  units INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO debt (asset) VALUES ('any'), ('power'), ('credits');

CREATE TRIGGER debt_new AFTER INSERT ON customer WHEN new.owed IS NOT NULL
BEGIN
  UPDATE debt SET customers = customers + 1 WHERE asset = 'any';
  UPDATE debt SET customers = customers + 1, units = units + (new.owed ->> asset) WHERE new.owed ->> asset > 0;
END;

CREATE TRIGGER debt_changed AFTER UPDATE OF owed ON customer WHEN old.owed IS NOT new.owed
BEGIN
  UPDATE debt SET customers = customers + (new.owed IS NOT NULL) - (old.owed IS NOT NULL) WHERE asset = 'any';
  UPDATE debt SET customers = customers - 1, units = units - (old.owed ->> asset) WHERE old.owed ->> asset > 0;
  UPDATE debt SET customers = customers + 1, units = units + (new.owed ->> asset) WHERE new.owed ->> asset > 0;
END;

CREATE TRIGGER debt_gone AFTER DELETE ON customer WHEN old.owed IS NOT NULL
BEGIN
  UPDATE debt SET customers = customers - 1 WHERE asset = 'any';
  UPDATE debt SET customers = customers - 1, units = units - (old.owed ->> asset) WHERE old.owed ->> asset > 0;
END;
