-- What the console's editors of the catalog go by.

-- Rows that were made in the console and never were on sale: nobody can have bought them, so they alone can be deleted. The mark goes
-- when the row is put on sale, by whomever.
CREATE TABLE catalog_draft (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER coze_package_on_sale AFTER UPDATE OF enabled ON coze_package WHEN NEW.enabled = 1
  BEGIN DELETE FROM catalog_draft WHERE kind = 'coze' AND id = NEW.id; END;
CREATE TRIGGER recharge_rule_on_sale AFTER UPDATE OF enabled ON recharge_rule WHEN NEW.enabled = 1
  BEGIN DELETE FROM catalog_draft WHERE kind = 'recharge' AND id = NEW.id; END;
CREATE TRIGGER credit_package_on_sale AFTER UPDATE OF enabled ON credit_package WHEN NEW.enabled = 1
  BEGIN DELETE FROM catalog_draft WHERE kind = 'credits' AND id = NEW.id; END;
CREATE TRIGGER plan_on_sale AFTER UPDATE OF enabled ON plan WHEN NEW.enabled = 1
  BEGIN DELETE FROM catalog_draft WHERE kind = 'subscription' AND id = NEW.id; END;
CREATE TRIGGER product_on_sale AFTER UPDATE OF enabled ON product WHEN NEW.enabled = 1
  BEGIN DELETE FROM catalog_draft WHERE kind = 'product' AND id = NEW.id; END;

-- How many orders of an item were paid, refunded ones too. Kept in the same statement as the order's row, as sales_day is, so that no
-- page counts orders.
CREATE TABLE item_sold (
  kind TEXT NOT NULL,
  item_id TEXT NOT NULL,
  sold INTEGER NOT NULL,
  PRIMARY KEY (kind, item_id)
) STRICT, WITHOUT ROWID;

INSERT INTO item_sold (kind, item_id, sold)
  SELECT kind, item_id, count(*) FROM orders WHERE paid_at IS NOT NULL GROUP BY 1, 2;

CREATE TRIGGER item_paid AFTER UPDATE OF paid_at ON orders WHEN old.paid_at IS NULL AND new.paid_at IS NOT NULL
BEGIN
  INSERT INTO item_sold (kind, item_id, sold) VALUES (new.kind, new.item_id, 1)
    ON CONFLICT DO UPDATE SET sold = sold + 1;
END;

-- A row that a D1 put back in time had lost.
CREATE TRIGGER item_restored AFTER INSERT ON orders WHEN new.paid_at IS NOT NULL
BEGIN
  INSERT INTO item_sold (kind, item_id, sold) VALUES (new.kind, new.item_id, 1)
    ON CONFLICT DO UPDATE SET sold = sold + 1;
END;
