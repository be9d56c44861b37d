import type { CatalogKind } from "../domain/catalog/row.ts";
import { ITEM_TABLES } from "./items.ts";

/** How the console's editors read and write the tables of the catalog. Fixed SQL, made from the columns below. */

/** How a column stands in JSON. */
type ColumnKind = "value" | "json" | "boolean" | "translations";
interface Column {
  name: string;
  /** In the row's JSON. */
  key: string;
  kind: ColumnKind;
}

/** Rows of another table that belong to the row and are written with it. */
interface Child {
  table: string;
  owner: string;
  key: string;
  columns: Record<string, string>;
}

interface Source {
  columns: Column[];
  children: Child[];
  hasStock: boolean;
  /** What its place among the others is. A plan's is its rank, which is a column like others. */
  order: "sort" | "rank";
}

const value = (name: string, key = name): Column => ({ name, key, kind: "value" });
const TRANSLATIONS: Column = { name: "translations", key: "translations", kind: "translations" };
const PRICE_COLUMNS = { currency: "currency", amount_minor: "amountMinor" };

const SOURCES: Record<CatalogKind, Source> = {
  coze: {
    columns: [
      ...["name", "label", "description"].map((name) => value(name)),
      { name: "content", key: "content", kind: "json" },
      TRANSLATIONS,
      value("duration_days", "durationDays"),
      value("current_price_minor", "currentPriceMinor"),
      value("original_price_minor", "originalPriceMinor"),
      value("currency"),
      value("tier"),
    ],
    children: [],
    hasStock: true,
    order: "sort",
  },
  recharge: {
    columns: [
      value("label"),
      TRANSLATIONS,
      value("power"),
      value("give_power", "givePower"),
      value("sell_price_minor", "sellPriceMinor"),
      value("currency"),
    ],
    children: [],
    hasStock: false,
    order: "sort",
  },
  credits: {
    columns: [value("name"), value("label"), TRANSLATIONS, value("credits")],
    children: [
      { table: "credit_package_price", owner: "package_id", key: "prices", columns: PRICE_COLUMNS },
    ],
    hasStock: false,
    order: "sort",
  },
  subscription: {
    columns: [
      ...["name", "description"].map((name) => value(name)),
      { name: "features", key: "features", kind: "json" },
      TRANSLATIONS,
      ...["family", "rank", "interval"].map((name) => value(name)),
      value("credit_rule", "creditRule"),
      value("trial_days", "trialDays"),
    ],
    children: [
      { table: "plan_price", owner: "plan_id", key: "prices", columns: PRICE_COLUMNS },
      {
        ...{ table: "plan_allowance", owner: "plan_id", key: "allowance" },
        columns: { version: "version", credits: "credits" },
      },
      {
        ...{ table: "plan_quota", owner: "plan_id", key: "quotas" },
        columns: { product_id: "product", quota: "limit", mode: "mode" },
      },
    ],
    hasStock: false,
    order: "rank",
  },
  product: {
    columns: [
      ...["name", "unit"].map((name) => value(name)),
      TRANSLATIONS,
      value("kind"),
      { name: "pooled", key: "pooled", kind: "boolean" },
      value("asset"),
    ],
    children: [
      {
        ...{ table: "product_price", owner: "product_id", key: "prices" },
        columns: {
          ...{ model: "model", pool: "pool", valid_from: "fromMs" },
          ...{ amount: "amount", per: "per" },
        },
      },
    ],
    hasStock: false,
    order: "sort",
  },
};

/** The statements of a kind. Of the parameters, ?1 is the id and ?2 the row as JSON. */
export interface CatalogTable {
  name: string;
  fault: string;
  order: "sort" | "rank";
  hasStock: boolean;
  /** All that an edit can change, as JSON: the same text for the same row. */
  content: string;
  insert: string;
  update: string;
  /** Before the insert or after the update of the row itself: its rows in other tables, made anew. */
  children: { empty: string; fill: string }[];
}

export const CATALOG_TABLES = Object.fromEntries(
  (Object.entries(SOURCES) as [CatalogKind, Source][]).map(([kind, source]) => [
    kind,
    tableOf(ITEM_TABLES[kind], source),
  ]),
) as Record<CatalogKind, CatalogTable>;

function tableOf(name: string, { columns, children, hasStock, order }: Source): CatalogTable {
  const content = [
    ...columns.map((column) => `'${column.key}', ${readAs(column)}`),
    ...children.map((child) => `'${child.key}', ${childrenAs(name, child)}`),
  ].join(", ");
  const names = columns.map((column) => column.name).join(", ");
  const values = columns.map((column) => writtenAs(column, "'{}'")).join(", ");
  const sets = columns.map((column) => `${column.name} = ${writtenAs(column, column.name)}`);
  const place = order === "sort" ? `(SELECT coalesce(max(sort), 0) + 1 FROM ${name})` : "";
  return {
    ...{ name, fault: `${name}_fault`, order, hasStock, content: `json_object(${content})` },
    insert: `INSERT INTO ${name} (id, enabled, created_at, updated_at, ${place && "sort, "}${names})
      SELECT ?1, 0, ?3, ?3, ${place && `${place}, `}${values}`,
    update: `UPDATE ${name} SET ${sets.join(", ")}, updated_at = ?3 WHERE id = ?1`,
    children: children.map(({ table, owner, key, columns: own }) => ({
      empty: `DELETE FROM ${table} WHERE ${owner} = ?1`,
      fill: `INSERT INTO ${table} (${owner}, ${Object.keys(own).join(", ")})
        SELECT ?1, ${Object.values(own).map((part) => `value ->> '$.${part}'`)} FROM json_each(?2, '$.${key}')`,
    })),
  };
}

function readAs({ name, kind }: Column): string {
  if (kind === "value") return name;
  return kind === "boolean" ? `json(iif(${name}, 'true', 'false'))` : `json(${name})`;
}

/** Translations are merged, so that what other languages say stays. */
function writtenAs({ key, kind }: Column, before: string): string {
  if (kind === "translations") return `json_patch(${before}, ?2 -> '$.${key}')`;
  return kind === "json" ? `?2 -> '$.${key}'` : `?2 ->> '$.${key}'`;
}

function childrenAs(name: string, { table, owner, columns }: Child): string {
  const parts = Object.entries(columns).map(([column, key]) => `'${key}', ${column}`);
  const places = Object.keys(columns).join(", ");
  return `json((SELECT json_group_array(json_object(${parts.join(", ")}))
    FROM (SELECT * FROM ${table} WHERE ${owner} = ${name}.id ORDER BY ${places})))`;
}
